import type { EventBodies } from "../../../src/api/contract.ts";
import { Value } from "../value.ts";
import { problemOf, type Refusal, request } from "./client.ts";
import { token } from "./session.ts";
import { EventParser } from "./event-parser.ts";

export type Connection =
  | { readonly state: "connecting" | "live" | "lost" }
  /** The daemon answers, but tells nothing: too many listen already, for example. */
  | { readonly state: "refused"; readonly problem: Refusal };
type Name = keyof EventBodies;
type Listener<N extends Name = Name> = (body: EventBodies[N]) => void;

/** Whether the daemon is heard. */
export const connection = new Value<Connection>({ state: "connecting" });
/** How often it was heard again after it was not: what was missed meanwhile is to be asked for. */
export const returns = new Value(0);

const listeners = new Map<Name, Set<Listener>>();
/** Silence for so long means that nobody is there: a heartbeat comes every 15 s. */
const patience = 40_000;
const [firstPause, longestPause] = [500, 10_000];
let running = false;

/** Hears one kind of event from now on, until the returned function is called. */
export function hear<N extends Name>(name: N, listener: Listener<N>): () => void {
  const ofName: Set<Listener> = listeners.get(name) ?? new Set();
  listeners.set(name, ofName);
  // One for each call, also when the same function hears twice.
  const heard: Listener = (body) => listener(body as EventBodies[N]);
  ofName.add(heard);
  if (!running) void listen();
  return () => void ofName.delete(heard);
}

/** Thousands come in a second: each is read once, and only where somebody hears it. */
function tell(name: Name, data: string): void {
  const heard = listeners.get(name);
  if (heard === undefined || heard.size === 0) return;
  const body = JSON.parse(data) as EventBodies[Name];
  for (const listener of heard) listener(body);
}

/** Listens for ever: when the daemon goes, asks for it again and again, ever less often. */
async function listen(): Promise<never> {
  running = true;
  let pause = firstPause;
  let wasAway = false;
  const opened = (): void => {
    connection.set({ state: "live" });
    if (wasAway) returns.set(returns.current + 1);
    wasAway = false;
    pause = firstPause;
  };
  for (;;) {
    const bearer = token.current;
    const problem = await hearOut(opened).catch(problemOf);
    if (problem?.status === 401) {
      // Whoever has no token yet waits for one: the page asks for it. It may have come meanwhile.
      if (token.current === bearer) await nextToken();
      continue;
    }
    wasAway = true;
    connection.set(problem === undefined ? { state: "lost" } : { state: "refused", problem });
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
async function hearOut(opened: () => void): Promise<undefined> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), patience);
  try {
    const { body } = await request("/api/v1/events?brief", { signal: silence.signal });
    if (body === null) return undefined;
    opened();
    const parser = new EventParser((name, data) => tell(name as Name, data));
    // By hand: a stream of text beside that of octets would take more time than reading what it brings.
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), patience);
      parser.take(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
  }
}
