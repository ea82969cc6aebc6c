import { describe, expect, test } from "vitest";
import { config, World } from "../../test/support/health-world.ts";

/** Two targets, whose names begin alike, with two addresses each, all known, and a restart. */
function restarted(): World {
  const world = new World();
  for (const id of ["web", "web two"]) {
    for (const endpoint of world.add(id, 7, 8)) world.feed(endpoint, "ottt");
  }
  world.restart();
  return world;
}
const keysOf = (id: string, ...lasts: number[]) => [
  id,
  ...lasts.map((last) => `${id} 192.0.2.${last}:443`),
];

describe("what went away while nobody looked is forgotten", () => {
  test.each<[string, (world: World) => void, string[]]>([
    [
      "an address, once its name is known again",
      (world) => {
        world.add("web", 7);
        world.health.addTarget(config("web two"));
      },
      [...keysOf("web", 7), ...keysOf("web two", 7, 8)],
    ],
    ["a target, once the others are there", (world) => world.add("web", 7, 8), keysOf("web", 7, 8)],
    [
      "a target that is removed before its name is known",
      (world) => {
        for (const id of ["web", "web two"]) world.health.addTarget(config(id));
        world.health.removeTarget("web");
      },
      keysOf("web two", 7, 8),
    ],
    [
      "but nothing of names that are not known yet",
      (world) => {
        for (const id of ["web", "web two"]) world.health.addTarget(config(id));
        world.health.unresolved("web", "there is no such name");
      },
      [...keysOf("web", 7, 8), ...keysOf("web two", 7, 8)],
    ],
  ])("%s", (_, happens, kept) => {
    const world = restarted();
    happens(world);
    world.pass(1000);
    expect([...world.kept.keys()].toSorted()).toEqual(kept.toSorted());
  });

  test("an address that comes back after that is new", () => {
    const world = restarted();
    world.add("web", 7);
    const again = world.health.addEndpoint("web", {
      address: "192.0.2.8",
      family: 4,
      port: 443,
    });
    expect(again.state).toBe("unknown");
  });
});
