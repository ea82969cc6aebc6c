const encoder = new TextEncoder();

/**
 * A body that is made while it is sent: after each piece the event loop has a turn, so that an answer
 * about ten thousand targets holds up no probe.
 */
export function inPieces(pieces: Iterator<string | Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = pieces.next();
      if (next.done === true) return controller.close();
      const { value } = next;
      controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
      await new Promise((resolve) => setImmediate(resolve));
    },
    cancel: () => void pieces.return?.(),
  });
}

/** Items that are written at once: some milliseconds of work at the most. */
const inOnePiece = 100;
const comma = 0x2c;

/** `{"name":[…]}` in pieces. */
export function* listText<Item>(
  name: string,
  items: readonly Item[],
  bodyOf: (item: Item) => unknown,
): IterableIterator<string | Uint8Array> {
  yield `{${JSON.stringify(name)}:[`;
  for (let from = 0; from < items.length; from += inOnePiece) {
    // Many as one list, of which the brackets are taken away as octets: each text that is cut or joined is copied.
    const list = JSON.stringify(items.slice(from, from + inOnePiece).map(bodyOf));
    const octets = encoder.encode(list);
    octets[0] = comma;
    yield octets.subarray(from === 0 ? 1 : 0, -1);
  }
  yield "]}";
}
