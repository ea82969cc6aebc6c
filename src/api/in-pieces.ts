import { setImmediate } from "node:timers/promises";
import { JsonOctets } from "./json-octets.ts";

const encoder = new TextEncoder();

/**
 * A body that is made while it is sent: before each piece the event loop has a turn, so that an answer
 * about ten thousand targets holds up no probe.
 */
export function inPieces(pieces: Iterator<string | Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    // Immediates follow at once on whatever brought the question: timers come between the first turn and the second.
    start: () => setImmediate(),
    async pull(controller) {
      await setImmediate();
      const next = pieces.next();
      if (next.done === true) return controller.close();
      const { value } = next;
      controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    cancel: () => void pieces.return?.(),
  });
}

/** Octets of a piece: less than a millisecond of work. Twice as many were no faster, and probes left later. */
const inOnePiece = 64 * 1024;

/** Items of which `ahead` is told at once: what it reads of them must fit into a processor's caches. */
const atOnce = 32;

/** `{"name":[…]}` in pieces; each item is written by `write`, and before that some of them are told to `ahead`. */
export function* listOctets<Item>(
  name: string,
  items: readonly Item[],
  write: (json: JsonOctets, item: Item) => void,
  ahead?: (items: readonly Item[]) => void,
): IterableIterator<Uint8Array> {
  const json = new JsonOctets(1.25 * inOnePiece);
  json.text(`{${JSON.stringify(name)}:[`);
  for (let place = 0; place < items.length; place++) {
    if (place % atOnce === 0) ahead?.(items.slice(place, place + atOnce));
    if (place > 0) json.text(",");
    write(json, items[place]!);
    if (json.length >= inOnePiece) yield json.take();
  }
  json.text("]}");
  yield json.take();
}
