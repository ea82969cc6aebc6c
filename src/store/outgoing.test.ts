import { describe, expect, test } from "vitest";
import type { Batch } from "./messages.ts";
import { numbersPerSample } from "./messages.ts";
import { Outgoing } from "./outgoing.ts";

const event = { at: 1, kind: "state", text: "web is down" } as const;
const samplesIn = ({ samples }: Batch): number => samples.length / numbersPerSample;

function waiting(samples: number): Outgoing {
  const outgoing = new Outgoing();
  for (let n = 0; n < samples; n++) outgoing.append(1, n, 0, 1000);
  return outgoing;
}

/** Every batch, one after another, until nothing waits. */
function* batchesOf(outgoing: Outgoing): Generator<Batch> {
  for (let batch = outgoing.next(); batch !== undefined; batch = outgoing.next()) {
    yield batch;
    outgoing.kept();
  }
}

describe("of very many samples that wait", () => {
  test("the oldest go first, a batch at a time", () => {
    const sent = [...batchesOf(waiting(250_000))];
    expect(sent.map((batch) => [batch.first, samplesIn(batch)])).toEqual([
      [0, 100_000],
      [100_000, 100_000],
      [200_000, 50_000],
    ]);
  });

  test("none holds up a change: that goes with the first of them, and is told as kept with it", async () => {
    const outgoing = waiting(250_000);
    const saved = outgoing.save({ events: [event] });
    expect(outgoing.next()?.changes.events).toEqual([event]);
    outgoing.kept();
    await saved;
    expect(outgoing.queued).toBe(150_000);
    for (const { changes } of batchesOf(outgoing)) expect(changes.events).toEqual([]);
  });
});

test("what was not acknowledged is sent again as it was, with the changes of then alone", () => {
  const outgoing = waiting(3);
  void outgoing.save({ events: [event] });
  const first = outgoing.next();
  outgoing.append(1, 3, 0, 1000);
  void outgoing.save({ events: [{ ...event, at: 2 }] });
  expect(outgoing.next()).toEqual(first);
  outgoing.kept();
  const next = outgoing.next()!;
  expect([next.number, next.first, samplesIn(next)]).toEqual([2, 3, 1]);
  expect(next.changes.events).toEqual([{ ...event, at: 2 }]);
});
