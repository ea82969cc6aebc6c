import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alerts, config, type Letter, resultOf, World } from "../../test/support/health-world.ts";
import type { AlertConfig } from "../config/index.ts";
import type { Milliseconds } from "../units.ts";

const confirming: AlertConfig = { ...alerts, down: [{ ...alerts.down[0]!, confirm: 5 }] };

describe("an endpoint goes down and comes back by streaks", () => {
  test.each([
    { letters: "ooo", state: "up", opened: 0 },
    { letters: "ot", state: "up", opened: 0 },
    { letters: "ottott", state: "up", opened: 0 },
    { letters: "ottt", state: "down", opened: 1 },
    { letters: "occc", state: "down", opened: 1 },
    { letters: "octc", state: "down", opened: 1 },
    { letters: "otttottt", state: "down", opened: 1 },
    { letters: "ottto", state: "down", opened: 1 },
    { letters: "otttoo", state: "up", opened: 1 },
    { letters: "ttt", state: "down", opened: 1 },
    { letters: "oteteet", state: "down", opened: 1 },
    { letters: "oee", state: "up", opened: 0 },
    { letters: "oeee", state: "unknown", opened: 1 },
    { letters: "oeeeo", state: "up", opened: 1 },
    { letters: "ottteee", state: "unknown", opened: 2 },
  ])("$letters leaves it $state", ({ letters, state, opened }) => {
    const world = new World();
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, letters);
    expect(endpoint!.state).toBe(state);
    // What was closed is kept as closed once it is told.
    world.pass(5000);
    expect(world.incidents.size).toBe(opened);
    const open = [...world.incidents.values()].filter(({ closedAt }) => closedAt === undefined);
    expect(world.health.openIncidents().map(({ id }) => id)).toEqual(open.map(({ id }) => id));
  });
});

describe("at the first loss, SYNs sent at once decide", () => {
  test.each([
    { burst: "ttttt", state: "down" },
    { burst: "ccccc", state: "down" },
    { burst: "tttt", state: "up" },
    { burst: "ttttot", state: "up" },
  ])("$burst: $state", ({ burst, state }) => {
    const world = new World(confirming);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "ot");
    expect(world.confirms).toBe(1);
    world.feed(endpoint!, burst, true);
    expect(endpoint!.state).toBe(state);
  });

  test("of what has never answered too", () => {
    const world = new World(confirming);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "t");
    expect(world.confirms).toBe(1);
    world.feed(endpoint!, "tttt", true);
    expect(endpoint!.state).toBe("unknown");
    world.feed(endpoint!, "t", true);
    expect(endpoint!.state).toBe("down");
    world.pass(20_000);
    world.feed(endpoint!, "t");
    expect(world.confirms).toBe(1);
  });

  test("where nothing has answered, nobody knows how slow the path is: the whole timeout is waited", () => {
    const world = new World(confirming);
    const [never, once] = world.add("web", 7, 8);
    world.feed(never!, "t");
    world.feed(once!, "ot");
    expect(world.confirmTimeouts).toEqual([2000, 800]);
  });

  test("not when this machine could not send just before", () => {
    const world = new World(confirming);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "oeeet");
    expect(world.confirms).toBe(0);
    expect(endpoint!.state).toBe("unknown");
  });

  test("a path that loses now and then is not sent a burst at each loss", () => {
    const world = new World(confirming);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "ototototo");
    expect(world.confirms).toBe(1);
  });
});

test("a target is down when all of its endpoints are, degraded when some are", () => {
  const world = new World();
  const [one, other] = world.add("web", 1, 2);
  world.feed(one!, "o");
  world.feed(other!, "ottt");
  world.feed(one!, "ttt");
  world.feed(other!, "oo");
  expect(world.transitions).toEqual([
    "web: unknown > up",
    "web: up > degraded",
    "web: degraded > down",
    "web: down > degraded",
  ]);
});

describe("what is told", () => {
  test("an incident when it opens and when it closes, once each", () => {
    const world = new World();
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "ottttttttoooo");
    world.pass(5000);
    expect(world.told()).toEqual(["opened down web", "closed down web"]);
  });

  test("one that is over before it was to be told is not told, and is kept", () => {
    const world = new World({ ...alerts, groupWithin: 60_000 as AlertConfig["groupWithin"] });
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "otttoo");
    world.pass(120_000);
    expect(world.told()).toEqual([]);
    expect([...world.incidents.values()]).toMatchObject([{ rule: "down", closedBy: "recovery" }]);
  });

  test("a thousand at once are one message", () => {
    const world = new World();
    const endpoints = Array.from({ length: 1000 }, (_, n) => world.add(`t${n}`, 7)[0]!);
    for (const letter of "ottt") {
      for (const endpoint of endpoints)
        world.health.result(endpoint, resultOf(letter as Letter, endpoint.endpoint), false);
    }
    world.pass(3000);
    expect(world.announcements).toHaveLength(1);
    expect(world.announcements[0]!.incidents).toHaveLength(1000);
  });

  test("an open one again after the reminder's time, until it is acknowledged", () => {
    const world = new World({ ...alerts, reminder: 60_000 as AlertConfig["groupWithin"] });
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "ottt");
    world.pass(3000);
    world.pass(61_000);
    const [id] = world.incidents.keys();
    expect(world.health.acknowledge(id!, "ann", "on it")).toMatchObject({
      acknowledged: { by: "ann" },
    });
    world.pass(61_000);
    expect(world.told()).toEqual(["opened down web", "reminder down web"]);
  });

  test.each([3_600_000, -3_600_000])(
    "not sooner nor later when the clock is set by %d ms",
    (step) => {
      const world = new World({ ...alerts, reminder: 1_800_000 as AlertConfig["groupWithin"] });
      const [endpoint] = world.add("web", 7);
      world.feed(endpoint!, "ottt");
      world.pass(3000);
      world.wall += step;
      world.pass(1_700_000);
      expect(world.told()).toEqual(["opened down web"]);
      world.pass(200_000);
      expect(world.told()).toEqual(["opened down web", "reminder down web"]);
    },
  );

  test("a target that changes its state again and again is said to be flapping, once", () => {
    const world = new World({ ...alerts, flapping: 4 });
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, `o${"tttoo".repeat(10)}`);
    world.pass(5000);
    const flapping = world.told().filter((line) => line.includes("flapping"));
    expect(flapping).toHaveLength(1);
    expect(world.told().filter((line) => line.includes("opened down")).length).toBeLessThan(5);
  });
});

describe("rules over windows", () => {
  const lossy = {
    ...alerts,
    lossy: [{ targets: {}, lossRatio: 0.2, over: 20_000 as AlertConfig["groupWithin"] }],
  };
  test("a share of lost probes opens an incident, well below it closes", () => {
    const world = new World(lossy);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "otootootootootootoot");
    expect(endpoint!.state).toBe("degraded");
    expect([...world.incidents.values()]).toMatchObject([{ rule: "lossy" }]);
    world.feed(endpoint!, "o".repeat(30));
    expect(endpoint!.state).toBe("up");
    expect([...world.incidents.values()][0]!.closedBy).toBe("recovery");
  });

  test("a clock that is set an hour forth and back moves nothing", () => {
    const world = new World(lossy);
    const [endpoint] = world.add("web", 7);
    world.feed(endpoint!, "oooooooooooot");
    world.wall += 3_600_000;
    world.feed(endpoint!, "ooooooo");
    world.wall -= 7_200_000;
    world.feed(endpoint!, "ooooooo");
    expect(endpoint!.state).toBe("up");
    expect(world.incidents.size).toBe(0);
  });
});

test("of several slow rules, the one that fires is told with its own threshold", () => {
  const over = 20_000 as Milliseconds;
  const slow = (above: number) => ({
    targets: {},
    quantile: 0.5,
    above: above as Milliseconds,
    over,
  });
  const world = new World({ ...alerts, slow: [slow(1000), slow(0.01)] });
  const [endpoint] = world.add("web", 7);
  world.feed(endpoint!, "o".repeat(20));
  const [incident] = world.incidents.values();
  expect(incident?.summary).toMatch(/^\d+ of \d+ answers in 20 s took longer than 0\.01 ms$/);
});

test("removing a target closes what was open about it", () => {
  const world = new World();
  const [endpoint] = world.add("web", 7);
  world.feed(endpoint!, "otttt");
  world.pass(3000);
  world.health.removeTarget("web");
  world.pass(3000);
  expect([...world.incidents.values()]).toMatchObject([{ rule: "down", closedBy: "removal" }]);
  expect(world.kept.size).toBe(0);
});

test("a target whose endpoints become others keeps its state until they are known, and its incidents", () => {
  const world = new World();
  const [former] = world.add("web", 7);
  world.feed(former!, "otttt");
  world.pass(3000);
  world.health.removeEndpoint(former!);
  world.pass(3000);
  expect(world.transitions).toEqual(["web: unknown > up", "web: up > down"]);
  expect([...world.incidents.values()]).toMatchObject([{ rule: "down", closedBy: "removal" }]);
  const fresh = world.health.addEndpoint("web", { address: "192.0.2.8", family: 4, port: 443 });
  world.feed(fresh, "o");
  expect(world.transitions.slice(2)).toEqual(["web: down > unknown", "web: unknown > up"]);
});

test("removing a target that is not resolved since a restart closes what was open about it", () => {
  const world = new World();
  const [endpoint] = world.add("web", 7);
  world.feed(endpoint!, "otttt");
  world.restart();
  world.health.addTarget(config("web"));
  world.pass(3000);
  world.health.removeTarget("web");
  world.pass(3000);
  expect([...world.incidents.values()]).toMatchObject([{ rule: "down", closedBy: "removal" }]);
  expect(world.health.openIncidents()).toEqual([]);
});

test("killed after an end was found and before it was told, it tells the end, as of when it was", () => {
  const world = new World();
  const [endpoint] = world.add("web", 7);
  world.feed(endpoint!, "cttoo");
  expect(world.told()).toEqual(["opened down web"]);
  const found = world.wall - 1000;
  world.restart();
  world.add("web", 7);
  world.pass(3000);
  expect(world.told()).toEqual(["opened down web", "closed down web"]);
  expect([...world.incidents.values()]).toMatchObject([
    { rule: "down", closedBy: "recovery", closedAt: found },
  ]);
});

const openingsOf = (world: World) =>
  [...world.incidents.values()].map(({ rule, openedAt }) => [rule, openedAt]);

test("whenever it is killed, it goes on from what was kept as if it had never stopped", () => {
  const letters = fc.array(fc.constantFrom("o", "o", "o", "t", "t", "c", "e"), { maxLength: 60 });
  fc.assert(
    fc.property(letters, fc.nat(60), (sequence, cut) => {
      const run = (restarts: boolean): World => {
        const world = new World();
        let [endpoint] = world.add("web", 7);
        for (const [n, letter] of sequence.entries()) {
          if (restarts && n === cut) {
            world.restart();
            [endpoint] = world.add("web", 7);
          }
          world.feed(endpoint!, letter);
        }
        return world;
      };
      const [whole, cutOff] = [run(false), run(true)];
      expect(cutOff.health.openIncidents().length).toBe(whole.health.openIncidents().length);
      expect(openingsOf(cutOff)).toEqual(openingsOf(whole));
      expect(cutOff.kept.get("web 192.0.2.7:443")).toBe(whole.kept.get("web 192.0.2.7:443"));
    }),
    { numRuns: 1000 },
  );
});
