import { expect, test } from "vitest";
import { incidentPath, pathOf, routeOf, targetPath } from "./route.ts";

test.each([
  ["/", { view: "overview" }],
  ["/?q=web", { view: "overview" }],
  ["/targets/web-a", { view: "target", id: "web-a" }],
  ["/targets/web-a?last=15m", { view: "target", id: "web-a" }],
  ["/targets/a%2Fb", { view: "target", id: "a/b" }],
  ["/targets/", { view: "nothing" }],
  ["/targets/%", { view: "nothing" }],
  ["/targets/a/b", { view: "nothing" }],
  ["/incidents", { view: "incidents" }],
  ["/incidents/", { view: "incidents" }],
  ["/incidents/01J", { view: "incident", id: "01J" }],
  ["/status", { view: "status" }],
  ["/status/x", { view: "nothing" }],
  ["/elsewhere", { view: "nothing" }],
])("%s", (at, route) => {
  expect(routeOf(at)).toEqual(route);
});

test("whatever a target is called, its path leads to it", () => {
  for (const id of ["web", "a/b", "100 %", "[2001:db8::1]:443", "東京", "a?b#c"]) {
    expect(routeOf(targetPath(id))).toEqual({ view: "target", id });
    expect(routeOf(incidentPath(id))).toEqual({ view: "incident", id });
    expect(pathOf(`${targetPath(id)}?last=1h`)).toBe(targetPath(id));
  }
});
