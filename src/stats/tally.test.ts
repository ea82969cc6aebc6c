import { describe, expect, test } from "vitest";
import { Tally } from "./tally.ts";

type Counts = Partial<
  Pick<Tally, "sent" | "open" | "closed" | "unreachable" | "timeout" | "error" | "retried">
>;
const tallyOf = (counts: Counts): Tally => Object.assign(new Tally(), counts);

describe("loss", () => {
  test.each<{ counts: Counts; received: number; lossRatio: number | undefined }>([
    { counts: {}, received: 0, lossRatio: undefined },
    { counts: { sent: 3 }, received: 0, lossRatio: undefined },
    { counts: { error: 5 }, received: 0, lossRatio: undefined },
    { counts: { sent: 1, open: 1 }, received: 1, lossRatio: 0 },
    { counts: { sent: 1, timeout: 1 }, received: 0, lossRatio: 1 },
    {
      counts: { sent: 9, open: 1, closed: 1, unreachable: 1, timeout: 1 },
      received: 3,
      lossRatio: 0.25,
    },
    { counts: { sent: 2, open: 1, timeout: 1, error: 7 }, received: 1, lossRatio: 0.5 },
    // Answered, but only after its first SYN was lost: as if another prober had sent that one alone.
    { counts: { sent: 4, open: 4, retried: 1 }, received: 4, lossRatio: 0.25 },
    { counts: { sent: 4, open: 2, retried: 1, timeout: 2 }, received: 2, lossRatio: 0.75 },
  ])("of $counts is $lossRatio", ({ counts, received, lossRatio }) => {
    const tally = tallyOf(counts);
    expect(tally.received).toBe(received);
    expect(tally.lossRatio).toBe(lossRatio);
  });
});

describe("counting", () => {
  test("rejections go by reason; one that never occurred is not there", () => {
    const tally = new Tally<"wrong-ack" | "truncated">();
    tally.reject("wrong-ack");
    tally.reject("wrong-ack");
    expect(Object.fromEntries(tally.rejected)).toEqual({ "wrong-ack": 2 });
  });

  test("adding adds every counter and leaves the other as it was", () => {
    const counters = {
      sent: 9,
      open: 1,
      closed: 2,
      unreachable: 3,
      timeout: 4,
      error: 5,
      late: 6,
      duplicate: 7,
      retransmitted: 8,
      retried: 9,
      synsLost: 10,
    };
    const left = Object.assign(new Tally(), counters);
    const right = Object.assign(new Tally(), counters);
    left.reject("truncated", 2);
    right.reject("truncated");
    right.reject("wrong-ack");
    left.add(right);
    for (const [name, count] of Object.entries(counters))
      expect(left).toHaveProperty(name, 2 * count);
    expect(right).toMatchObject(counters);
    expect(Object.fromEntries(left.rejected)).toEqual({ truncated: 3, "wrong-ack": 1 });
    expect(Object.fromEntries(right.rejected)).toEqual({ truncated: 1, "wrong-ack": 1 });
  });

  test("a tally added to itself is doubled", () => {
    const tally = tallyOf({ sent: 2 });
    tally.reject("truncated");
    tally.add(tally);
    expect(tally.sent).toBe(4);
    expect(tally.rejected.get("truncated")).toBe(2);
  });
});
