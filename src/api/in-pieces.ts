/**
 * A body that is made while it is sent: after each piece the event loop has a turn, so that an answer
 * about ten thousand targets holds up no probe.
 */
export function inPieces(pieces: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = pieces.next();
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      await new Promise((resolve) => setImmediate(resolve));
    },
    cancel: () => void pieces.return?.(),
  });
}

/** Items that are written at once: some milliseconds of work at the most. */
const inOnePiece = 100;

/** `{"name":[…]}` in pieces. */
export function* listText<Item>(
  name: string,
  items: readonly Item[],
  bodyOf: (item: Item) => unknown,
): IterableIterator<string> {
  yield `{${JSON.stringify(name)}:[`;
  for (let from = 0; from < items.length; from += inOnePiece) {
    // As one: a text for each item would only be joined and thrown away.
    const piece = JSON.stringify(items.slice(from, from + inOnePiece).map(bodyOf));
    yield (from === 0 ? "" : ",") + piece.slice(1, -1);
  }
  yield "]}";
}
