import { expect, test } from "vitest";
import { allOpen, trial } from "../../test/support/sweep-trial.ts";
import { synAck } from "../testing/index.ts";
import { nanoseconds } from "../units.ts";

test("each try of an endpoint has a source port of its own", async () => {
  const { run, sent } = trial({
    targets: ["192.0.2.0/27"],
    network: () => [],
    options: { tries: 4, linger: nanoseconds(0) },
  });
  await run();
  expect(sent).toHaveLength(32 * 4);
  expect(new Set(sent.map(({ to, port }) => `${to} from ${port}`)).size).toBe(32 * 4);
});

test("names that have one address in common are each probed from a source port of their own", async () => {
  const { run, sent } = trial({
    targets: ["a.example", "b.example", "c.example", "192.0.2.9"],
    network: () => [],
  });
  await run();
  expect(new Set(sent.map(({ to }) => to)).size).toBe(1);
  expect(new Set(sent.map(({ port }) => port)).size).toBe(4);
});

test("a segment that acknowledges nothing is told of its flow, also when it is the first to ask for one", async () => {
  const { run, told, rejected } = trial({
    targets: ["192.0.2.0/27"],
    // Of another flow than any, of one that waits, and of one that is answered.
    network: ({ number }) =>
      number === 20
        ? [synAck({ ack: 7, fromPort: 81 }), synAck({ ack: 7 }), synAck(), synAck({ ack: 9 })]
        : [synAck()],
  });
  await run();
  expect(told.toSorted()).toEqual(allOpen(32));
  expect(rejected).toEqual(["wrong-ack", "wrong-ack"]);
});
