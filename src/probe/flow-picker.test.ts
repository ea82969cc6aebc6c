import { describe, expect, test } from "vitest";
import type { Origin } from "../net/index.ts";
import { SimulatedLink, VirtualClock } from "../testing/index.ts";
import { FlowPicker } from "./flow-picker.ts";
import { Outstanding, state } from "./outstanding.ts";

const words = Uint32Array.of(0xc0000207, 0, 0, 0);

/** A picker over `ports` held and `spare` more to be had, and a way to occupy what it picked. */
function picker(ports: number[], spare: number) {
  const link = new SimulatedLink(new VirtualClock(), () => [], {
    origins: [{ address: "198.51.100.2", ports, spare }],
  });
  const table = new Outstanding(64);
  const flows = new FlowPicker(table, link);
  const origin: Origin = link.originFor({ family: 4, words, at: 0, scope: 0 });
  const pick = (port = 443, now = 0) => flows.pick({ origin, words, port }, now);
  const pickFrom = (rotation: number) => flows.pick({ origin, words, port: 443, rotation }, 0);
  const occupy = (localPort: number, as: number = state.waiting, port = 443) => {
    const slot = table.acquire();
    table.state[slot] = as;
    table.remote.set(words, slot * 4);
    table.remotePort[slot] = port;
    table.localPort[slot] = localPort;
    table.sequence[slot] = slot;
    table.enter(slot);
    return slot;
  };
  return { table, origin, pick, pickFrom, occupy };
}

describe("the port of the next probe", () => {
  test("rotates through those held", () => {
    const { pick } = picker([1001, 1002, 1003], 0);
    expect([pick(), pick(), pick(), pick()]).toEqual([1001, 1002, 1003, 1001]);
  });

  test("is the one that the caller's own rotation says, whatever was picked before", () => {
    const { pickFrom, occupy } = picker([1001, 1002, 1003], 0);
    expect([pickFrom(1), pickFrom(1), pickFrom(5)]).toEqual([1002, 1002, 1003]);
    occupy(1002);
    expect(pickFrom(1)).toBe(1003);
  });

  test("is not one that an outstanding probe to the same endpoint uses", () => {
    const { pick, occupy } = picker([1001, 1002, 1003], 0);
    occupy(1001);
    occupy(1002, state.lost);
    expect([pick(), pick()]).toEqual([1003, 1003]);
  });

  test("may be one that a probe to another endpoint uses", () => {
    const { pick, occupy } = picker([1001], 0);
    occupy(1001, state.waiting, 80);
    expect(pick()).toBe(1001);
  });

  test("is a new one when those held are taken", () => {
    const { pick, occupy, origin } = picker([1001], 8);
    occupy(1001);
    expect(pick()).toBe(1002);
    expect(origin.ports).toHaveLength(9);
    expect(pick()).toBe(1003);
  });

  test("is that of a flow answered two seconds ago rather than a new one", () => {
    const { pick, occupy, origin } = picker([1001], 8);
    occupy(1001, state.answered);
    expect(pick(443, 2.1e9)).toBe(1001);
    expect(pick(443, 1.9e9)).toBe(1002);
    expect(origin.ports).toHaveLength(9);
  });

  test("is that of an answered flow when no new one is to be had", () => {
    const { pick, occupy } = picker([1001, 1002, 1003], 0);
    occupy(1001);
    occupy(1002, state.answered);
    occupy(1003, state.lost);
    expect([pick(), pick()]).toEqual([1002, 1002]);
  });

  test("is none while all are waiting or lost, until one is released", () => {
    const { table, pick, occupy } = picker([1001, 1002], 0);
    occupy(1001);
    const lost = occupy(1002, state.lost);
    expect(pick()).toBe(0);
    table.release(lost);
    expect(pick()).toBe(1002);
  });

  test("is found among many taken ones", () => {
    const ports = Array.from({ length: 50 }, (_, n) => 1001 + n);
    const { pick, occupy } = picker(ports, 0);
    for (const port of ports.slice(0, 49)) occupy(port);
    expect(pick()).toBe(1050);
  });
});
