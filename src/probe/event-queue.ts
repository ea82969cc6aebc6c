/** From whoever learns events to whoever iterates over them; nothing is lost in between. */
export class EventQueue<Event> implements AsyncIterableIterator<Event> {
  readonly #events: Event[] = [];
  #read = 0;
  /** Whoever asked for an event before there was one, the first to ask first. */
  readonly #waiting: {
    resolve: (result: IteratorResult<Event>) => void;
    reject: (reason: Error) => void;
  }[] = [];
  #closed = false;
  #failure: Error | undefined;
  readonly #onReturn: () => void;

  /** `onReturn` is called when the reader stops early. */
  constructor(onReturn: () => void = () => {}) {
    this.#onReturn = onReturn;
  }

  /** Tells an event; nothing happens after `close`. */
  push(event: Event): void {
    if (this.#closed) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#events.push(event);
    else waiting.resolve({ done: false, value: event });
  }

  /** No event comes after this; with a failure, the reader's loop throws it at the end. */
  close(failure?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    const [first, ...others] = this.#waiting.splice(0);
    if (first !== undefined && failure !== undefined) {
      this.#failure = undefined;
      first.reject(failure);
    } else {
      first?.resolve({ done: true, value: undefined });
    }
    for (const other of others) other.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<Event>> {
    if (this.#read < this.#events.length) {
      const value = this.#events[this.#read++]!;
      // A reader that never quite catches up must not make the queue keep what was read.
      const left = this.#events.length - this.#read;
      if (left === 0 || (this.#read >= 256 && this.#read >= left)) {
        this.#events.splice(0, this.#read);
        this.#read = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      return Promise.reject(failure);
    }
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<Event>> {
    this.#onReturn();
    this.close();
    this.#events.length = 0;
    this.#read = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
