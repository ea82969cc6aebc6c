import { describe, expect, test } from "vitest";
import { allOpen, nameOf, open, trial, type Trial } from "../../test/support/sweep-trial.ts";
import { type Responder, synAck } from "../testing/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { Bitmap } from "./bitmap.ts";
import type { Position } from "./sweeper.ts";

test("with few slots sending waits: never more outstanding than there is room for, and none is lost", async () => {
  let most = 0;
  const sweep = trial({
    targets: ["192.0.2.0/26"],
    options: { capacity: 4 },
    network: () => {
      most = Math.max(most, sweep.sent.length - sweep.told.length);
      return [synAck()];
    },
  });
  expect(await sweep.run()).toMatchObject({ finished: true });
  expect(sweep.told.toSorted()).toEqual(allOpen(64));
  expect(sweep.sent).toHaveLength(64);
  expect(most).toBe(4);
});

test("thousands that time out in the same moment are each told, once", async () => {
  const { run, told } = trial({
    targets: ["10.0.0.0/19"],
    options: { rate: 1e7, capacity: 8192 },
    network: () => [],
  });
  await run();
  const silent = Array.from({ length: 8192 }, (_, index) => `${index} timeout at 1`);
  expect(told.toSorted()).toEqual(silent.toSorted());
});

test("one routable address with many ports gets its share and no more, and holds up nobody", async () => {
  const { run, sent, told } = trial({ targets: ["8.8.8.8:1-100", "192.0.2.0/26:1-3"] });
  await run();
  expect(told.toSorted()).toEqual(allOpen(100 + 64 * 3));
  const to = (host: string) => sent.filter((one) => one.to.startsWith(host)).map(({ at }) => at);
  const capped = to("8.8.8.8");
  for (const [n, at] of capped.entries()) {
    // Half a turn early is allowed.
    if (n >= 10) expect(at - capped[n - 10]!).toBeGreaterThanOrEqual(950);
  }
  expect(capped.at(-1)! - capped[0]!).toBeLessThan(10_000);
  expect(to("192.0.2.").at(-1)! - sent[0]!.at).toBeLessThan(500);
});

test.each(["EAGAIN", "ENOBUFS"])(
  "what the kernel will not take just now (%s) leaves later",
  async (errno) => {
    let asked = 0;
    const { run, sent, told } = trial({
      targets: ["192.0.2.0/26"],
      link: { refuse: () => (++asked % 3 === 0 ? undefined : errno) },
    });
    await run();
    expect(told.toSorted()).toEqual(allOpen(64));
    expect(sent).toHaveLength(64);
  },
);

test("what the kernel refuses for good is an error of that endpoint alone", async () => {
  const { run, told } = trial({
    targets: ["192.0.2.0/28"],
    link: { refuse: ({ destination }) => (destination[0] === 0xc0000203 ? "EPERM" : undefined) },
  });
  await run();
  expect(told.toSorted()).toEqual(
    allOpen(16).map((line) => (line === "3 open at 1" ? "3 error at 1" : line)),
  );
});

/** A trial in which to send takes time, in which more fall due: so batches are full. */
const hurried = (network: Responder, more: Partial<Trial> = {}) => {
  const made = trial({
    targets: more.targets ?? ["192.0.2.0/24"],
    options: { rate: 1e8, capacity: 512, ...more.options },
    link: { batch: 8, aside: nanosecondsFromMilliseconds(1), ...more.link },
    network(syn) {
      made.clock.advance(nanoseconds(1000));
      return network(syn);
    },
  });
  return made;
};

describe("faster than one thread sends, with another beside it", () => {
  test("each is sent to once, and told once", async () => {
    const { run, sent, told } = hurried(open);
    expect(await run()).toMatchObject({ finished: true, sent: 256 });
    expect(told.toSorted()).toEqual(allOpen(256));
    expect(new Set(sent.map(({ to }) => to)).size).toBe(256);
  });

  test("what is told before the other thread says that it left is counted as sent", async () => {
    // The first leaves alone; the other eight fill a batch. What comes twice wakes it once more.
    const twice = [synAck({ afterMs: 0.001 }), synAck({ afterMs: 0.002 })];
    const { run, told } = hurried(() => twice, {
      targets: ["192.0.2.0/29", "192.0.2.8"],
      options: { linger: nanoseconds(0) },
    });
    expect(await run()).toMatchObject({ finished: true, sent: 9 });
    expect(told.toSorted()).toEqual(allOpen(9));
  });

  test("what is forgotten before it says so is not waited for", async () => {
    const { run, told } = hurried(
      ({ destination }) => (destination[0]! % 2 === 0 ? [synAck({ afterMs: 0.001 })] : []),
      {
        targets: ["192.0.2.0/29", "192.0.2.8"],
        options: { linger: nanoseconds(0), tries: 3 },
      },
    );
    expect(await run()).toMatchObject({ finished: true, sent: 5 + 3 * 4 });
    expect(told.toSorted()).toEqual(
      allOpen(9).map((line, index) =>
        index % 2 === 0 ? line : line.replace("open at 1", "timeout at 3"),
      ),
    );
  });

  test("what the kernel refuses is told, what it puts off leaves later", async () => {
    let asked = 0;
    const { run, told } = hurried(open, {
      link: {
        refuse: ({ destination }) => {
          if (destination[0] === 0xc0000203) return "EPERM";
          return ++asked % 5 === 0 ? "ENOBUFS" : undefined;
        },
      },
    });
    expect(await run()).toMatchObject({ finished: true, sent: 255 });
    expect(told.toSorted()).toEqual(
      allOpen(256)
        .map((line) => (line === "3 open at 1" ? "3 error at 1" : line))
        .toSorted(),
    );
  });

  test("who does not answer times out, once", async () => {
    const { run, told } = hurried(() => []);
    await run();
    expect(told.toSorted()).toEqual(allOpen(256).map((line) => line.replace("open", "timeout")));
  });

  test("a sweep that is stopped waits for what the other thread has", async () => {
    const { run, sent, told } = hurried(open);
    const { finished, position } = await run(20);
    expect(finished).toBe(false);
    expect(position.deferred).toEqual([]);
    await run(Infinity, position);
    expect(sent).toHaveLength(256);
    expect(told.toSorted()).toEqual(allOpen(256));
  });
});

test("a round that nearly all have answered does not keep the rest from being heard", async () => {
  const size = 1 << 18;
  const { run, told } = trial({
    targets: ["10.0.0.0/14"],
    options: { tries: 2 },
    network: () => [],
  });
  // All but the last have answered in an earlier run.
  const answered = new Bitmap(size);
  for (let step = 0; step < size - 1; step++) answered.add(step);
  let turns = 0;
  const counting = setImmediate(function count() {
    turns++;
    setImmediate(count);
  });
  await run(1, { round: 2, step: 0, unanswered: 0, answered });
  clearImmediate(counting);
  expect(told).toHaveLength(1);
  expect(turns).toBeGreaterThan(size / 16_384);
});

test("what is left to send counts the rounds to come", async () => {
  const { run } = trial({
    targets: ["192.0.2.0/26"],
    network: ({ destination }) => (destination[0]! % 4 === 0 ? [] : [synAck()]),
    options: { tries: 3 },
  });
  // A quarter is silent: 16 of 64, and asked three times.
  const left = async (stopAfter: number) => (await run(stopAfter)).sendsLeft;
  expect(await left(64)).toBe(16 + 16);
  // Those that are not asked again are still passed over one by one.
  expect(Math.round(await left(64 + 16))).toBe(16);
  expect(await left(64 + 8)).toBeGreaterThan(16);
  expect(await left(64 + 8)).toBeLessThan(32);
  expect(await left(Infinity)).toBe(0);
});

/** Four endpoints of each kind: open at once, at the second try, at the third, never. */
const slowToAnswer = (): Responder => {
  const tries = new Map<string, number>();
  return (syn) => {
    const attempt = (tries.get(nameOf(syn)) ?? 0) + 1;
    tries.set(nameOf(syn), attempt);
    return attempt === (syn.destination[0]! & 3) + 1 && attempt < 4 ? [synAck()] : [];
  };
};

describe("what casts doubt on the numbers is counted", () => {
  const targets = ["192.0.2.0/28"];
  test.each([
    ["nothing", {}, { byKernel: 16, byOurClock: 0, unseenSends: 0, heldBack: 0, ringDrops: 0 }],
    [
      "answers whose SYN was not seen leaving",
      { link: { showsOutgoing: false } },
      { byKernel: 0, byOurClock: 16, unseenSends: 16, heldBack: 0 },
    ],
    [
      "SYNs that never left",
      { link: { showsOutgoing: false }, network: () => [] },
      { byKernel: 0, byOurClock: 0, unseenSends: 0, heldBack: 16 },
    ],
    ["frames that were dropped", { link: { ring: 0 } }, { ringDrops: 32, heldBack: 16 }],
  ] as const)("%s", async (_, more, expected) => {
    expect((await trial({ targets, ...more }).run()).check).toMatchObject(expected);
  });

  test("steps of the clock", async () => {
    const { clock, run } = trial({ targets });
    clock.after(nanosecondsFromMilliseconds(5), () => clock.stepWall(nanoseconds(3e9)));
    expect((await run()).check.clockSteps).toBe(1);
  });
});

test("when it fails, what was sent and not told is to be sent again, and nothing else", async () => {
  let left = 9;
  const broken = () => {
    if (left-- === 0) throw new Error("the network is gone");
    return undefined;
  };
  const { run, sent, told } = trial({ targets: ["192.0.2.0/27"], link: { refuse: broken } });
  const { finished, position } = await run();
  expect(finished).toBe(false);
  expect(sent).toHaveLength(9);
  const before = [...told];
  expect((await run(Infinity, position)).finished).toBe(true);
  expect(told.toSorted()).toEqual(allOpen(32));
  expect(sent).toHaveLength(9 + 32 - before.length);
});

describe("stopped after any SYN and gone on with, it equals one run", () => {
  const targets = ["192.0.2.0/28"];

  test.each([
    { shares: 1, capacity: 64 },
    { shares: 3, capacity: 64 },
    { shares: 1, capacity: 2 },
  ])("$shares shares, $capacity slots", async ({ shares, capacity }) => {
    const whole = trial({
      targets,
      network: slowToAnswer(),
      options: { tries: 3, shares, capacity },
    });
    for (let share = 0; share < shares; share++) await whole.run(Infinity, undefined, { share });
    const sentInAll = whole.sent.length;
    expect(sentInAll).toBe(4 * (1 + 2 + 3 + 3));

    for (let stopAfter = 1; stopAfter < sentInAll; stopAfter++) {
      const parts = trial({
        targets,
        network: slowToAnswer(),
        options: { tries: 3, shares, capacity },
      });
      for (let share = 0; share < shares; share++) {
        let position: Position | undefined;
        for (let finished = false; !finished; ) {
          ({ finished, position } = await parts.run(stopAfter, position, { share }));
        }
      }
      expect(parts.told.toSorted()).toEqual(whole.told.toSorted());
      expect(parts.sent.map(({ to }) => to).toSorted()).toEqual(
        whole.sent.map(({ to }) => to).toSorted(),
      );
    }
  });
});

test("when all is told it only listens, and wakes for no more than to forget many at once", async () => {
  const linger = nanosecondsFromMilliseconds(500);
  const options = { capacity: 512, linger };
  const { run, clock, sent } = trial({ targets: ["192.0.2.0/24"], options });
  const { rests } = await run();
  // One is due to be forgotten every millisecond of half of that time.
  expect(rests).toBeLessThan(60);
  expect(clock.monotonic() / 1e6 - sent.at(-1)!.at).toBeGreaterThanOrEqual(500);
});
