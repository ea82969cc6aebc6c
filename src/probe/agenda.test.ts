import { describe, expect, test } from "vitest";
import { endpoints } from "../../test/support/simulation.ts";
import { nanoseconds, nanosecondsFromMilliseconds as ms } from "../units.ts";
import { Agenda } from "./agenda.ts";

const entry = (port: number, intervalMs: number, phaseMs = 0, timeoutMs = 200) => ({
  endpoint: { ...endpoints[4], port },
  interval: ms(intervalMs),
  timeout: ms(timeoutMs),
  phase: ms(phaseMs),
});

/** An agenda that runs from 0 on, in a time that the test sets. */
function running(...entries: ReturnType<typeof entry>[]) {
  const agenda = new Agenda();
  const time = { now: 0, wakes: 0 };
  const handles = entries.map((one) => agenda.add(one));
  agenda.start({ now: () => time.now, wake: () => time.wakes++ });
  time.wakes = 0;
  return { agenda, handles, time };
}

/** Takes whatever is due by then, as `port index @due`; with a `standstill`, as one who wakes only then. */
function taken(agenda: Agenda, untilMs: number, standstill = false): string[] {
  const told: string[] = [];
  for (;;) {
    if (standstill) agenda.resumeAfterStandstill(ms(untilMs));
    if (agenda.ready > ms(untilMs)) return told;
    const { target, index, due, inBurst } = agenda;
    told.push(`${target.endpoint.port} ${index} @${due / 1e6}${inBurst ? " burst" : ""}`);
    agenda.advance();
  }
}

test("each in its own interval from its own phase, at absolute times", () => {
  const { agenda } = running(entry(1, 100, 50), entry(2, 40, 10), entry(3, 1000));
  expect(taken(agenda, 150)).toEqual([
    "3 1 @0",
    "2 1 @10",
    "1 1 @50",
    "2 2 @50",
    "2 3 @90",
    "2 4 @130",
    "1 2 @150",
  ]);
});

test("with a beat, what is due between two beats leaves together at the later one", () => {
  const agenda = new Agenda({ beat: ms(5) });
  agenda.start({ now: () => ms(3), wake: () => {} });
  for (const phaseMs of [0, 1.5, 2, 2.5, 7]) agenda.add(entry(phaseMs * 2 + 1, 100, phaseMs));
  expect(taken(agenda, 110)).toEqual([
    "1 1 @5",
    "4 1 @5",
    "5 1 @5",
    "6 1 @10",
    "15 1 @10",
    "1 2 @105",
    "4 2 @105",
    "5 2 @105",
    "6 2 @110",
    "15 2 @110",
  ]);
});

test("ten thousand turns later nothing has drifted", () => {
  const { agenda } = running(entry(1, 33.333333, 7));
  for (let probe = 0; probe < 10_000; probe++) agenda.advance();
  expect(agenda.due).toBe(7e6 + 10_000 * 33_333_333);
});

describe("while it runs", () => {
  test("an entry begins when it is added, and wakes the run only when it is next", () => {
    const { agenda, time } = running(entry(1, 100, 50));
    time.now = ms(20);
    agenda.add(entry(2, 100, 40));
    expect(time.wakes).toBe(0);
    agenda.add(entry(3, 100, 10));
    expect(time.wakes).toBe(1);
    expect(taken(agenda, 130)).toEqual(["3 1 @30", "1 1 @50", "2 1 @60", "3 2 @130"]);
  });

  test("nothing more comes of an entry that was removed, nor of its burst", () => {
    const { agenda, handles } = running(entry(1, 100), entry(2, 100, 1));
    agenda.burst(handles[0]!, { count: 3, timeout: ms(50) });
    agenda.remove(handles[0]!);
    agenda.remove(handles[0]!);
    expect(agenda.size).toBe(1);
    expect(taken(agenda, 150)).toEqual(["2 1 @1", "2 2 @101"]);
  });

  test("removed and added again, an endpoint begins anew, and counts anew", () => {
    const { agenda, handles, time } = running(entry(1, 100));
    expect(taken(agenda, 100)).toHaveLength(2);
    agenda.remove(handles[0]!);
    time.now = ms(110);
    agenda.add(entry(1, 50));
    expect(taken(agenda, 160)).toEqual(["1 1 @110", "1 2 @160"]);
  });

  test("a burst goes at once, with a timeout of its own, and the rhythm goes on", () => {
    const { agenda, handles, time } = running(entry(1, 100), entry(2, 100, 30));
    expect(taken(agenda, 20)).toEqual(["1 1 @0"]);
    time.now = ms(20);
    agenda.burst(handles[0]!, { count: 2, timeout: ms(50) });
    expect(time.wakes).toBe(1);
    expect([agenda.inBurst, agenda.timeout]).toEqual([true, ms(50)]);
    expect(taken(agenda, 100)).toEqual(["1 2 @20 burst", "1 3 @20 burst", "2 1 @30", "1 4 @100"]);
    expect([agenda.inBurst, agenda.timeout]).toEqual([false, ms(200)]);
  });

  test("who is held back holds back nobody else, and is told late by its own time", () => {
    const { agenda } = running(entry(1, 100), entry(2, 100), entry(3, 100));
    agenda.holdBack(ms(40));
    expect(taken(agenda, 39)).toEqual(["2 1 @0", "3 1 @0"]);
    expect(taken(agenda, 100)).toEqual(["1 1 @0", "2 2 @100", "3 2 @100", "1 2 @100"]);
  });
});

describe("after a standstill", () => {
  test("everybody goes on in its own phase, and what was missed is counted", () => {
    const { agenda } = running(entry(1, 100, 10), entry(2, 100, 60), entry(3, 60_000, 20));
    expect(taken(agenda, 2030, true)).toEqual(["3 1 @20"]);
    expect([agenda.skipped, agenda.putOff]).toEqual([21 + 20, ms(2100 + 2000)]);
    expect(taken(agenda, 2200)).toEqual(["2 1 @2060", "1 1 @2110", "2 2 @2160"]);
  });

  test("of up to a second, or an interval, everything is made up for", () => {
    const { agenda } = running(entry(1, 100), entry(2, 5000));
    expect(taken(agenda, 1000, true)).toHaveLength(12);
    expect(agenda.skipped).toBe(0);
  });

  test("a burst is sent, late as it is", () => {
    const { agenda, handles } = running(entry(1, 100, 5000));
    agenda.burst(handles[0]!, { count: 1, timeout: ms(50) });
    expect(taken(agenda, 4000, true)).toEqual(["1 1 @0 burst"]);
  });
});

describe("its rate", () => {
  test("is what all of its rhythms come to, as they come and go", () => {
    const { agenda, handles } = running(entry(1, 100), entry(2, 250));
    expect(agenda.rate).toBe(14);
    agenda.remove(handles[0]!);
    expect(agenda.rate).toBe(4);
    agenda.remove(handles[1]!);
    expect([agenda.rate, agenda.ready]).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});

test("it is watched once at a time, and begins anew with the next", () => {
  const { agenda, handles, time } = running(entry(1, 100, 10));
  const host = { now: () => time.now, wake: () => {} };
  expect(() => agenda.start(host)).toThrow("watched already");
  expect(taken(agenda, 110)).toHaveLength(2);
  agenda.stop();
  agenda.burst(handles[0]!, { count: 9, timeout: ms(1) });
  expect([agenda.finished, agenda.ready]).toEqual([true, Number.POSITIVE_INFINITY]);
  time.now = ms(500);
  agenda.start(host);
  expect(taken(agenda, 600)).toEqual(["1 3 @510"]);
});

describe("what cannot be meant is refused", () => {
  test.each([
    ["an interval of nothing", { interval: nanoseconds(0) }, "USAGE"],
    ["an endless timeout", { timeout: nanoseconds(Number.POSITIVE_INFINITY) }, "USAGE"],
    ["a phase before the beginning", { phase: nanoseconds(-1) }, "USAGE"],
    ["port 0", { endpoint: { ...endpoints[4], port: 0 } }, "TARGET_INVALID"],
  ])("%s", (_, change, code) => {
    const agenda = new Agenda();
    expect(() => agenda.add({ ...entry(1, 100), ...change })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(agenda.size).toBe(0);
  });

  test.each([0, 1.5, Number.POSITIVE_INFINITY])("a burst of %d", (count) => {
    const { agenda, handles } = running(entry(1, 100));
    expect(() => agenda.burst(handles[0]!, { count, timeout: ms(1) })).toThrow("a burst's count");
  });
});
