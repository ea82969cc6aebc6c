import { expect, test } from "vitest";
import { placeOf, readFilter } from "./filter.ts";

const nothing = { text: "", state: "", label: "", group: "" } as const;

test.each([
  ["", nothing, "/"],
  ["q=web", { ...nothing, text: "web" }, "/?q=web"],
  [
    "q=a+b&state=down&label=team%3Acore&group=site",
    { text: "a b", state: "down", label: "team:core", group: "site" },
    "/?q=a+b&state=down&label=team%3Acore&group=site",
  ],
  ["state=sideways", nothing, "/"],
] as const)("%s", (query, filter, place) => {
  expect(readFilter(new URLSearchParams(query))).toEqual(filter);
  expect(placeOf(filter)).toBe(place);
});
