import { expect, test } from "vitest";
import { incidentOf } from "../testing.ts";
import { newestFirst } from "./use-incidents.ts";

const idsOf = (incidents: ReturnType<typeof newestFirst>) => incidents.map(({ id }) => id).join("");

test("pages that moved while they were read overlap: each incident is there once, newest first", () => {
  const first = ["e", "d", "c"].map((id) => incidentOf(id));
  const second = ["c", "b", "a"].map((id) => incidentOf(id));
  expect(idsOf(newestFirst([...first, ...second], new Map()))).toBe("edcba");
});

test("one that was told of since is as it was told last", () => {
  const listed = [incidentOf("b"), incidentOf("a")];
  const told = new Map([["a", incidentOf("a", { closedAt: 7 })]]);
  expect(newestFirst(listed, told).map(({ closedAt }) => closedAt)).toEqual([undefined, 7]);
});

test("one that is not among those that were asked for is not put in", () => {
  expect(idsOf(newestFirst([incidentOf("a")], new Map([["z", incidentOf("z")]])))).toBe("a");
});
