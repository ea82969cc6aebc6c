import { describe, expect, test } from "vitest";
import { SimulatedLink, type SimulatedLinkOptions, VirtualClock } from "../testing/index.ts";
import { nanosecondsFromMilliseconds } from "../units.ts";
import { parseAddress, SynTemplate } from "../wire/index.ts";
import { BatchSender } from "./batch-sender.ts";

const ms = nanosecondsFromMilliseconds;
const { words } = parseAddress("192.0.2.7")!;

/** A sender with batches of three packets; each packet's tag is its sequence number. */
function open(options: SimulatedLinkOptions) {
  const clock = new VirtualClock();
  const left: number[] = [];
  const link = new SimulatedLink(
    clock,
    ({ sequence }) => {
      left.push(sequence);
      return [];
    },
    { batch: 3, ...options },
  );
  const said: string[] = [];
  const sender = new BatchSender(link, {
    begin() {},
    handedOver: (tag) => said.push(`${tag} handed over`),
    taken: (tag) => said.push(`${tag} taken`),
    refused: (tag, errno) => said.push(`${tag} ${errno}`),
  });
  const origin = link.originFor({ family: 4, words, at: 0, scope: 0 });
  const template = new SynTemplate({ family: 4, source: origin.words });
  const prepare = (...tags: number[]): void => {
    for (const tag of tags) {
      const { batch } = link;
      const at = batch.count * batch.slotSize;
      batch.tags[batch.count] = tag;
      batch.lengths[batch.count++] = template.write(
        batch.view,
        at,
        words,
        0,
        443,
        50_000,
        tag,
        0,
        0,
      );
    }
  };
  /** What was said since it was last asked. */
  const news = (): string[] => said.splice(0);
  return { clock, link, left, sender, prepare, news };
}

const handed = (...tags: number[]): string[] => tags.map((tag) => `${tag} handed over`);
const taken = (...tags: number[]): string[] => tags.map((tag) => `${tag} taken`);
const both = (...tags: number[]): string[] =>
  tags.flatMap((tag) => [...handed(tag), ...taken(tag)]);

describe("without a thread beside", () => {
  test("a full batch leaves at once, like any other", () => {
    const { left, sender, prepare, news } = open({});
    prepare(1, 2, 3);
    expect([sender.flush(), left, news()]).toEqual([true, [1, 2, 3], both(1, 2, 3)]);
    expect(sender.isBusy).toBe(false);
  });
});

describe("with a thread beside", () => {
  test("a full batch leaves by it, and the next is filled meanwhile", () => {
    const { clock, link, left, sender, prepare, news } = open({ aside: ms(1) });
    prepare(1, 2, 3);
    expect([sender.flush(), sender.isBusy, left, news()]).toEqual([
      true,
      true,
      [1, 2, 3],
      handed(1, 2, 3),
    ]);
    expect(link.batch.count).toBe(0);
    prepare(4);
    clock.advance(ms(1));
    expect([sender.isBusy, left, news()]).toEqual([false, [1, 2, 3], taken(1, 2, 3)]);
    expect([sender.flush(), left, news()]).toEqual([true, [1, 2, 3, 4], both(4)]);
  });

  test("while it is busy, the next full batch waits for it", () => {
    const { clock, link, left, sender, prepare, news } = open({ aside: ms(1) });
    prepare(1, 2, 3);
    sender.flush();
    prepare(4, 5, 6);
    expect([sender.flush(), left, link.batch.count]).toEqual([true, [1, 2, 3], 3]);
    clock.advance(ms(1));
    expect([sender.flush(), left, link.batch.count]).toEqual([true, [1, 2, 3, 4, 5, 6], 0]);
    expect(news()).toEqual([...handed(1, 2, 3), ...taken(1, 2, 3), ...handed(4, 5, 6)]);
  });

  test("with two of them two full batches leave, and only the third waits", () => {
    const { clock, link, left, sender, prepare, news } = open({ aside: ms(1), threadsBeside: 2 });
    for (const first of [1, 4, 7]) {
      prepare(first, first + 1, first + 2);
      sender.flush();
    }
    expect([left, link.batch.count]).toEqual([[1, 2, 3, 4, 5, 6], 3]);
    clock.advance(ms(1));
    sender.flush();
    expect([left.slice(6), link.batch.count, sender.isBusy]).toEqual([[7, 8, 9], 0, true]);
    clock.advance(ms(1));
    expect(sender.isBusy).toBe(false);
    expect(news().filter((word) => word.endsWith("taken"))).toEqual(
      taken(1, 2, 3, 4, 5, 6, 7, 8, 9),
    );
  });

  test("what two of them were not let send leaves in the order in which they came back", () => {
    let full = true;
    const { clock, left, sender, prepare, news } = open({
      aside: ms(1),
      threadsBeside: 2,
      refuse: () => (full ? "ENOBUFS" : undefined),
    });
    for (const first of [1, 4]) {
      prepare(first, first + 1, first + 2);
      sender.flush();
    }
    clock.advance(ms(1));
    expect([sender.flush(), sender.isBusy, left]).toEqual([false, true, []]);
    full = false;
    expect([sender.flush(), sender.isBusy, left]).toEqual([true, false, [1, 2, 3, 4, 5, 6]]);
    expect(news()).toEqual([...handed(1, 2, 3, 4, 5, 6), ...both(1, 2, 3, 4, 5, 6)]);
  });

  test("a batch that is not full leaves at once: nothing would be gained", () => {
    const { left, sender, prepare } = open({ aside: ms(1) });
    prepare(1, 2);
    expect([sender.flush(), sender.isBusy, left]).toEqual([true, false, [1, 2]]);
  });

  test("what it is refused is told, and what was behind it leaves with the next flush", () => {
    const { clock, link, left, sender, prepare, news } = open({
      aside: ms(1),
      refuse: ({ sequence }) => (sequence === 2 ? "EPERM" : undefined),
    });
    prepare(1, 2, 3);
    sender.flush();
    clock.advance(ms(1));
    expect([sender.isBusy, left, news()]).toEqual([true, [1], [...handed(1, 2, 3), "1 taken"]]);
    prepare(4);
    expect([sender.flush(), sender.isBusy, left]).toEqual([true, false, [1, 3, 4]]);
    expect(news()).toEqual(["2 EPERM", ...both(3, 4)]);
    // And the thread is free for another.
    prepare(5, 6, 7);
    sender.flush();
    expect([sender.isBusy, link.batch.count]).toEqual([true, 0]);
  });

  test.each(["EAGAIN", "ENOBUFS", "EINTR"])(
    "what it is not let send just now (%s) leaves later, before what came after it",
    (errno) => {
      let full = true;
      const { clock, left, sender, prepare, news } = open({
        aside: ms(1),
        refuse: () => (full ? errno : undefined),
      });
      prepare(1, 2, 3);
      sender.flush();
      clock.advance(ms(1));
      prepare(4);
      expect([sender.flush(), sender.isBusy, left]).toEqual([false, true, []]);
      full = false;
      expect([sender.flush(), sender.isBusy, left]).toEqual([true, false, [1, 2, 3, 4]]);
      expect(news()).toEqual([...handed(1, 2, 3), ...both(1, 2, 3, 4)]);
    },
  );
});

test("what is withdrawn does not leave, and the rest stays in order", () => {
  const { left, sender, prepare, news } = open({});
  prepare(1, 2, 3);
  const asked: number[] = [];
  sender.withdraw((tag) => {
    asked.push(tag);
    return tag === 2;
  });
  expect([sender.flush(), asked, left, news()]).toEqual([true, [1, 2, 3], [1, 3], both(1, 3)]);
});
