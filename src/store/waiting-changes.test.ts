import { describe, expect, test } from "vitest";
import type { Incident } from "../incident.ts";
import type { EventRecord, NotificationRecord } from "./store.ts";
import { WaitingChanges } from "./waiting-changes.ts";

const incident = (id: string, summary: string): Incident => ({
  id,
  vantage: "here",
  target: "web",
  rule: "down",
  openedAt: 1000,
  summary,
  evidence: [],
});
const message = (id: string, attempts: number): NotificationRecord => ({
  id,
  channel: "webhook",
  createdAt: 1,
  state: "pending",
  attempts,
  nextAttempt: 1,
  incidents: [],
  message: "{}",
});
const event = (at: number): EventRecord => ({ at, kind: "state", text: `event ${at}` });

describe("while the disk takes nothing", () => {
  test("of what replaces itself only the last word waits, and a thing forgotten stays forgotten", () => {
    const waiting = new WaitingChanges();
    for (let n = 0; n <= 1000; n++) {
      waiting.add({
        health: [
          { subject: "web", memory: `${n}` },
          { subject: "gone", memory: n === 1000 ? undefined : `${n}` },
        ],
        incidents: [incident("i", `${n}`)],
        notifications: [message("n", n)],
      });
    }
    expect(waiting.take()).toEqual({
      health: [
        { subject: "web", memory: "1000" },
        { subject: "gone", memory: undefined },
      ],
      incidents: [incident("i", "1000")],
      events: [],
      notifications: [message("n", 1000)],
    });
  });

  test("events wait in their order; of too many the oldest are given up, and how many is told in their place", () => {
    const waiting = new WaitingChanges();
    for (let at = 0; at < 25_000; at++) waiting.add({ events: [event(at)] });
    const [gap, ...rest] = waiting.take().events!;
    expect(rest.length).toBeLessThanOrEqual(10_000);
    expect(rest).toEqual(rest.map((_, n) => event(25_000 - rest.length + n)));
    const lost = 25_000 - rest.length;
    expect(gap).toMatchObject({ kind: "store", at: lost - 1, data: { lost } });
    expect(gap!.text).toMatch(new RegExp(`^${lost} events up to here could not be kept`));
  });

  test("what was taken waits no more", () => {
    const waiting = new WaitingChanges();
    for (let at = 0; at < 10_001; at++) waiting.add({ events: [event(at)] });
    waiting.take();
    waiting.add({ events: [event(1)] });
    expect(waiting.take()).toEqual({
      health: [],
      incidents: [],
      events: [event(1)],
      notifications: [],
    });
  });
});
