import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./event-queue.ts";

async function readAll<Event>(queue: EventQueue<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of queue) events.push(event);
  return events;
}

test("events wait for the reader, in their order", async () => {
  const queue = new EventQueue<number>();
  for (const event of [1, 2, 3]) queue.push(event);
  queue.close();
  expect(await readAll(queue)).toEqual([1, 2, 3]);
});

test("the reader waits for events", async () => {
  const queue = new EventQueue<number>();
  const reading = readAll(queue);
  for (const event of [1, 2, 3]) {
    queue.push(event);
    await Promise.resolve();
  }
  queue.close();
  expect(await reading).toEqual([1, 2, 3]);
});

test("a failure comes after the events before it, once", async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.close(new Error("the tap is gone"));
  expect(await queue.next()).toEqual({ done: false, value: 1 });
  await expect(queue.next()).rejects.toThrow("the tap is gone");
  expect(await queue.next()).toEqual({ done: true, value: undefined });
});

test("a failure reaches a reader that is waiting, once", async () => {
  const queue = new EventQueue<number>();
  const waiting = queue.next();
  queue.close(new Error("the tap is gone"));
  await expect(waiting).rejects.toThrow("the tap is gone");
  expect(await queue.next()).toEqual({ done: true, value: undefined });
});

test("a reader that leaves early is told to the writer, and nothing more is kept", async () => {
  let left = 0;
  const queue = new EventQueue<number>(() => left++);
  queue.push(1);
  queue.push(2);
  for await (const event of queue) if (event === 1) break;
  queue.push(3);
  expect(left).toBe(1);
  expect(await queue.next()).toEqual({ done: true, value: undefined });
});

test("whatever the order of pushes and reads, nothing is lost, doubled or turned round", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -40, max: 60 }), { maxLength: 40 }),
      async (moves) => {
        const queue = new EventQueue<number>();
        const read: Array<Promise<IteratorResult<number>>> = [];
        let pushed = 0;
        for (const move of moves) {
          for (let one = 0; one < move; one++) queue.push(pushed++);
          // Only what is there: one reader reads one event after another.
          for (let one = 0; one > move && read.length < pushed; one--) read.push(queue.next());
        }
        queue.close();
        const values = (await Promise.all(read)).map(({ value }) => value as number);
        expect([...values, ...(await readAll(queue))]).toEqual(
          Array.from({ length: pushed }, (_, n) => n),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test("two who ask before there is an event each get one, in the order in which they asked", async () => {
  const queue = new EventQueue<number>();
  const asked = [queue.next(), queue.next(), queue.next()];
  queue.push(1);
  queue.push(2);
  queue.close();
  expect(await Promise.all(asked)).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
    { done: true, value: undefined },
  ]);
});
