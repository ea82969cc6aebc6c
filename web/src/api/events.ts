import type { EventBodies } from "../../../src/api/contract.ts";
import { Value } from "../value.ts";
import { Refusal, request } from "./client.ts";
import { token } from "./session.ts";
import { EventParser } from "./event-parser.ts";

export type Connection = "connecting" | "live" | "lost";
type Name = keyof EventBodies;
type Listener = (name: Name, body: EventBodies[Name]) => void;

/** Whether the daemon is heard. */
export const connection = new Value<Connection>("connecting");

const listeners = new Set<Listener>();
/** Silence for so long means that nobody is there: a heartbeat comes every 15 s. */
const patience = 40_000;
const [firstPause, longestPause] = [500, 10_000];
let running = false;

/** Hears one kind of event from now on, until the returned function is called. */
export function hear<N extends Name>(
  name: N,
  listener: (body: EventBodies[N]) => void,
): () => void {
  const heard: Listener = (heardName, body) => {
    if (heardName === name) listener(body as EventBodies[N]);
  };
  listeners.add(heard);
  if (!running) void listen();
  return () => void listeners.delete(heard);
}

/** Listens for ever: when the daemon goes, asks for it again and again, ever less often. */
async function listen(): Promise<never> {
  running = true;
  let pause = firstPause;
  for (;;) {
    try {
      await hearOut(() => {
        connection.set("live");
        pause = firstPause;
      });
    } catch (error) {
      // Who has no token yet waits for one: the page asks for it.
      if (error instanceof Refusal && error.status === 401) await nextToken();
    }
    connection.set("lost");
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, longestPause);
  }
}

const nextToken = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = token.subscribe(() => {
      stop();
      resolve();
    });
  });

/** One stream, to its end. An EventSource cannot bear a token, so it is read from a fetch. */
async function hearOut(opened: () => void): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), patience);
  try {
    const { body } = await request("/api/v1/events", { signal: silence.signal });
    if (body === null) return;
    opened();
    const parser = new EventParser((name, data) => {
      for (const listener of listeners)
        listener(name as Name, JSON.parse(data) as EventBodies[Name]);
    });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), patience);
      parser.take(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
