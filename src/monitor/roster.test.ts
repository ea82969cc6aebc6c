import { expect, test } from "vitest";
import { config } from "../../test/support/health-world.ts";
import { Health } from "../health/index.ts";
import { Agenda } from "../probe/index.ts";
import type { Store } from "../store/index.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Naming, type Names, Roster } from "./roster.ts";

/** A roster whose names stand for what the test says, when it says so. */
function rosterOf() {
  const listeners = new Map<string, (naming: Naming) => void>();
  const names: Names = {
    watch: ({ text }, _, listener) => {
      listeners.set(text, listener);
      return { stop: () => void listeners.delete(text) };
    },
  };
  const health = new Health({
    alerts: { down: [], lossy: [], slow: [], groupWithin: 0, groupFrom: 5, flapping: 6 } as never,
    maintenance: [],
    vantage: "here",
    newId: () => "id",
    now: () => ({ wall: 0, monotonic: 0 }),
  });
  const agenda = new Agenda();
  const store = { seriesOf: () => 1 } as unknown as Store;
  const roster = new Roster({ agenda, health, store, names, now: () => 0, tell: () => {} });
  return { roster, agenda, names: listeners };
}

const at = (address: string, port = 443): Naming => ({
  took: 0 as Naming["took"],
  endpoints: [{ address, family: 4, port } satisfies Endpoint],
});

test("many are taken in a few at a time: others have their turn before all are there", async () => {
  const { roster } = rosterOf();
  const many = Array.from({ length: 1000 }, (_, n) => config(`t${n}`));
  const done = roster.become(many);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  expect(roster.targets.size).toBeGreaterThan(0);
  expect(roster.targets.size).toBeLessThan(1000);
  expect(await done).toEqual({ added: 1000, removed: 0, changed: 0 });
  expect(roster.targets.size).toBe(1000);
});

test("whoever asks meanwhile starts from what the one before has left", async () => {
  const { roster } = rosterOf();
  const many = Array.from({ length: 300 }, (_, n) => config(`t${n}`));
  const [first, second] = [roster.become(many), roster.become(many.slice(0, 10))];
  expect(await first).toMatchObject({ added: 300 });
  expect(await second).toEqual({ added: 0, removed: 290, changed: 0 });
  expect(roster.targets.size).toBe(10);
});

test("a target of another host or port is no longer probed where it was", async () => {
  const { roster, agenda, names } = rosterOf();
  await roster.become([config("web")]);
  names.get("web.example:443")!(at("192.0.2.7"));
  expect(agenda.size).toBe(1);
  const target = { text: "other.example:443", host: "other.example", port: 443 };
  await roster.become([config("web", { target })]);
  expect(agenda.size).toBe(0);
  names.get("other.example:443")!(at("192.0.2.8"));
  expect(roster.targets.get("web")!.endpoints.map(({ endpoint }) => endpoint.address)).toEqual([
    "192.0.2.8",
  ]);
});

test("one of which only the addresses are another choice goes on until they are known", async () => {
  const { roster, agenda, names } = rosterOf();
  await roster.become([config("web")]);
  names.get("web.example:443")!(at("192.0.2.7"));
  await roster.become([config("web", { addresses: "all" })]);
  expect(agenda.size).toBe(1);
});
