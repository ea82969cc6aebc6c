import { describe, expect, test } from "vitest";
import { alerts, config, resultOf, World } from "../../test/support/health-world.ts";
import type { AlertConfig, MaintenanceConfig } from "../config/index.ts";
import type { EndpointHealth } from "./endpoint-health.ts";

const hour = 3_600_000;
const sunday = Date.parse("2026-03-01T00:00:00Z");
const nightly: MaintenanceConfig = {
  targets: {},
  schedule: "0 3 * * *",
  duration: hour as MaintenanceConfig["duration"],
  timezone: "UTC",
};

describe("in a window of maintenance", () => {
  /** A world at a quarter to three, whose target is up. */
  function beforeTheWindow(rules: AlertConfig = alerts) {
    const world = new World(rules, [nightly]);
    world.wall = sunday + 2.75 * hour;
    world.restart();
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "oo");
    return { world, endpoint: endpoint! };
  }
  function inTheWindow(rules?: AlertConfig) {
    const { world, endpoint } = beforeTheWindow(rules);
    world.pass(hour / 2);
    expect(world.transitions.at(-1)).toBe("web: up > maintenance");
    return { world, endpoint };
  }

  test("nothing is told; what is still so afterwards is told then", () => {
    const { world, endpoint } = inTheWindow();
    world.feed(endpoint, "ttt");
    world.pass(5000);
    expect(world.told()).toEqual([]);
    expect(world.health.openIncidents()).toMatchObject([{ rule: "down" }]);
    world.pass(hour);
    world.pass(5000);
    expect(world.transitions.at(-1)).toBe("web: maintenance > down");
    expect(world.told()).toEqual(["opened down web"]);
  });

  test("what is over by its end is never told, and is kept", () => {
    const { world, endpoint } = inTheWindow();
    world.feed(endpoint, "tttoo");
    world.pass(hour);
    world.pass(5000);
    expect(world.told()).toEqual([]);
    expect([...world.incidents.values()]).toMatchObject([{ rule: "down", closedBy: "recovery" }]);
  });

  test("what was about to be told as it began waits for its end", () => {
    const { world, endpoint } = beforeTheWindow();
    world.pass(hour / 4 - 5500);
    world.feed(endpoint, "ttt");
    expect(world.health.openIncidents()).toHaveLength(1);
    world.pass(5000);
    expect(world.told()).toEqual([]);
    world.pass(hour);
    world.pass(5000);
    expect(world.told()).toEqual(["opened down web"]);
  });

  test("the end of what was told before is told", () => {
    const { world, endpoint } = beforeTheWindow();
    world.feed(endpoint, "ttt");
    world.pass(5000);
    world.pass(hour / 2);
    world.feed(endpoint, "oo");
    world.pass(5000);
    expect(world.told()).toEqual(["opened down web", "closed down web"]);
  });

  test.each([
    ["a reload", (world: World) => world.health.configure(world.alerts, world.maintenance)],
    [
      "a restart",
      (world: World) => {
        world.restart();
        world.add("web", 7);
      },
    ],
  ])("%s ends nothing and tells nothing", (_, happens) => {
    const { world, endpoint } = inTheWindow();
    world.feed(endpoint, "ttt");
    const transitions = world.transitions.length;
    happens(world);
    world.hear();
    for (let second = 0; second < 5; second++) world.pass(1000);
    expect(world.transitions).toHaveLength(transitions);
    expect(world.told()).toEqual([]);
    world.pass(hour);
    world.pass(5000);
    expect(world.told()).toEqual(["opened down web"]);
  });

  test("a reload that takes the window away tells what is open", () => {
    const { world, endpoint } = inTheWindow();
    world.feed(endpoint, "ttt");
    world.health.configure(world.alerts, []);
    world.pass(5000);
    expect(world.transitions.at(-1)).toBe("web: maintenance > down");
    expect(world.told()).toEqual(["opened down web"]);
  });

  test.each([-hour, hour])("a clock that is set by %d ms out of it ends it", (step) => {
    const { world } = inTheWindow();
    world.wall += step;
    world.pass(1000);
    expect(world.transitions.at(-1)).toBe("web: maintenance > up");
    world.wall -= step;
    world.pass(1000);
    expect(world.transitions.at(-1)).toBe("web: up > maintenance");
  });
});

test("a name that could not be resolved before a crash and after it is told once", () => {
  const world = new World();
  const begin = () => {
    world.health.addTarget(config("web"));
    world.health.unresolved("web", "there is no such name");
    world.hear();
  };
  begin();
  world.restart();
  begin();
  for (let second = 0; second < 5; second++) world.pass(1000);
  expect(world.told()).toEqual(["opened unresolved web"]);
});

describe("what happens between a reminder's falling due and its telling counts", () => {
  const reminding = { ...alerts, reminder: hour as AlertConfig["groupWithin"] };

  test.each([
    [
      "an end",
      (world: World, endpoint: EndpointHealth) => {
        for (const _ of "oo")
          world.health.result(endpoint, resultOf("o", endpoint.endpoint), false);
      },
      { closedBy: "recovery" },
      [],
      ["closed down web", "opened down web"],
    ],
    [
      "an acknowledgement",
      (world: World) => void world.health.acknowledge("i1", "ada"),
      { acknowledged: { by: "ada" } },
      [{ acknowledged: { by: "ada" } }],
      [],
    ],
  ])("%s", (_, happens, kept, open, told) => {
    const world = new World(reminding);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "ottt");
    world.pass(5000);
    world.wall += hour;
    world.monotonic += hour;
    world.health.tick();
    happens(world, endpoint!);
    world.hear();
    expect(world.health.openIncidents()).toMatchObject(open);
    world.pass(5000);
    expect(world.incidents.get("i1")).toMatchObject(kept);
    world.feed(endpoint!, "ttt");
    world.pass(5000);
    expect(world.told()).toEqual(["opened down web", ...told]);
  });
});

describe("a target that flaps", () => {
  const flappy = { ...alerts, flapping: 4, reminder: (24 * hour) as AlertConfig["groupWithin"] };

  test("and then stays down is told when it has ceased to flap", () => {
    const world = new World(flappy);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, `o${"tttoo".repeat(4)}ttt`);
    world.pass(5000);
    expect(world.told().filter((line) => line.includes("flapping"))).toEqual([
      "opened flapping web",
    ]);
    const before = world.announcements.length;
    world.pass(2 * hour);
    world.pass(5000);
    expect(world.told().slice(before).toSorted()).toEqual([
      "closed flapping web",
      "opened down web",
    ]);
  });

  test("and goes on doing so over a restart is not told anew", () => {
    const world = new World(flappy);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, `o${"tttoo".repeat(4)}ttt`);
    world.pass(5000);
    const before = world.announcements.length;
    world.restart();
    world.add("web", 7);
    world.pass(5000);
    expect(world.told().slice(before)).toEqual([]);
  });
});

/** Targets whose losses are spread over their interval, as those of endpoints in their phases are. */
function fail(count: number, interval: number) {
  const world = new World();
  const endpoints = Array.from({ length: count }, (_, n) => {
    const target = config(`t${n}`, { interval: interval as AlertConfig["groupWithin"] });
    return world.addTarget(target, 7)[0]!;
  });
  for (const letter of ["o", "t", "t", "t"] as const) {
    for (const endpoint of endpoints) {
      world.health.result(endpoint, resultOf(letter, endpoint.endpoint), false);
      world.pass(interval / count);
    }
  }
  for (let second = 0; second < 90; second++) world.pass(1000);
  return world;
}

describe("a failed uplink is one message", () => {
  test.each([
    [200, 1000],
    [200, 5000],
    [200, 60_000],
  ])("%d targets that are asked every %d ms", (count, interval) => {
    const { announcements } = fail(count, interval);
    expect(announcements.map(({ incidents }) => incidents.length)).toEqual([count]);
  });

  test("but what fails one by one for longer is not kept waiting for its end", () => {
    // One more each second: the first few by themselves, the others once a minute.
    const { announcements } = fail(300, 300_000);
    const sizes = announcements.map(({ incidents }) => incidents.length);
    expect(sizes.filter((size) => size > 1).length).toBeGreaterThan(3);
    expect(sizes.length).toBeLessThan(12);
    expect(Math.max(...sizes)).toBeLessThan(70);
  });

  test("a single target is told as soon as nothing came that belongs to it", () => {
    const world = new World();
    const [endpoint] = world.addTarget(config("web", { interval: 60_000 as never }), 7);
    world.feed(endpoint!, "ottt");
    world.pass(1000);
    expect(world.told()).toEqual(["opened down web"]);
  });
});
