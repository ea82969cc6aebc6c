import { describe, expect, test } from "vitest";
import { targetOf } from "../testing.ts";
import { byName, type Filter, labelsOf, rowsOf } from "./order.ts";

const everything: Filter = { text: "", state: "", label: "", group: "" };
const fleet = [
  targetOf("t10", { labels: { team: "core", site: "tokyo" } }),
  targetOf("t2", { state: "down", labels: { team: "edge" } }),
  targetOf("t1", { state: "unknown", host: "db.example.net" }),
  targetOf("t3", { state: "maintenance", labels: { team: "core" } }),
  targetOf("t4", { state: "degraded", labels: { team: "core", site: "osaka" } }),
].toSorted(byName);
const shown = (filter: Partial<Filter>) =>
  rowsOf(fleet, { ...everything, ...filter }).map((row) =>
    row.kind === "target" ? row.target.name : `${row.name}: ${row.size}`,
  );

test("names are compared as people count", () => {
  expect(fleet.map(({ name }) => name)).toEqual(["t1", "t2", "t3", "t4", "t10"]);
});

describe("rows", () => {
  test.each<[string, Partial<Filter>, string[]]>([
    ["worst first", {}, ["t2", "t4", "t1", "t3", "t10"]],
    ["of one state", { state: "up" }, ["t10"]],
    ["of one label", { label: "team:core" }, ["t4", "t3", "t10"]],
    ["a label's value may have a colon", { label: "team:co:re" }, []],
    ["by a part of the name, whatever its case", { text: "T1" }, ["t1", "t10"]],
    ["by a part of the host", { text: "example" }, ["t1"]],
    ["by a part of a label", { text: "osa" }, ["t4"]],
    [
      "groups stand where their worst does",
      { group: "team" },
      ["edge: 1", "t2", "core: 3", "t4", "t3", "t10", ": 1", "t1"],
    ],
  ])("%s", (_name, filter, expected) => {
    expect(shown(filter)).toEqual(expected);
  });
});

test("labels are told as pairs and as names, each once, in order", () => {
  expect(labelsOf(fleet)).toEqual({
    pairs: ["site:osaka", "site:tokyo", "team:core", "team:edge"],
    names: ["site", "team"],
  });
});
