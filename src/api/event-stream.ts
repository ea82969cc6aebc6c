import { formatEndpoint } from "../endpoint.ts";
import type { MonitorEvent, MonitorView } from "../monitor/index.ts";
import { briefResultBody, resultBody } from "./bodies.ts";
import type { EventBodies } from "./contract.ts";
import { problem } from "./problem.ts";

const mostListeners = 100;
/** Milliseconds of results that are sent at once; the brief ones are for a page that draws once a second. */
const gathering = { each: 250, brief: 450 };
const heartbeat = 15_000;
/** Octets that wait for a reader before it is left behind. */
const mostWaiting = 1_000_000;

const nothing = (): void => {};

export type StreamFilter = {
  readonly types?: readonly string[];
  readonly target?: string;
  /** Results all in one, with no more than their outcomes and delays. */
  readonly brief?: boolean;
};

type ResultEvent = Extract<MonitorEvent, { readonly event: "result" }>;
type Told = { [Name in keyof EventBodies]: [Name, EventBodies[Name]] }[keyof EventBodies];

/** Server-sent events of what happens. Of each endpoint the latest result within a fraction of a second is sent. */
export class EventStreams {
  readonly #monitor: MonitorView;
  readonly #open = new Set<() => void>();

  constructor(monitor: MonitorView) {
    this.#monitor = monitor;
  }

  /** Ends every stream: whoever listens comes back by itself. */
  close(): void {
    for (const end of this.#open) end();
  }

  respond(filter: StreamFilter): Response {
    if (this.#open.size >= mostListeners) {
      return problem(503, `${mostListeners} listeners are here already: close one`);
    }
    const encoder = new TextEncoder();
    let stop = nothing;
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const results = new Map<object, ResultEvent>();
          let id = 0;
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) <= 0) return stop();
            controller.enqueue(encoder.encode(text));
          };
          const textOf = ([name, body]: Told): string =>
            `id: ${++id}\nevent: ${name}\ndata: ${JSON.stringify(body)}\n\n`;
          const flush = (): void => {
            if (results.size === 0) return;
            const told = Array.from(results.values());
            if (filter.brief) {
              const brief = told.map((event) => toldWith(briefResultBody, event));
              send(textOf(["results", { results: brief }]));
            } else send(told.map((event) => textOf(bodyOf(event))).join(""));
            results.clear();
          };
          const leave = this.#monitor.subscribe((event) => {
            if (!wanted(event, filter)) return;
            if (event.event === "result") results.set(event.endpoint, event);
            else {
              flush();
              send(textOf(bodyOf(event)));
            }
          });
          const timers = [
            setInterval(flush, filter.brief ? gathering.brief : gathering.each),
            setInterval(() => send(": still here\n\n"), heartbeat),
          ];
          stop = () => {
            if (!this.#open.delete(stop)) return;
            leave();
            for (const timer of timers) clearInterval(timer);
            controller.close();
          };
          this.#open.add(stop);
          send("retry: 2000\n\n");
        },
        cancel: () => stop(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: mostWaiting }),
    );
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" },
    });
  }
}

function wanted(event: MonitorEvent, { types, target }: StreamFilter): boolean {
  if (types !== undefined && !types.includes(event.event)) return false;
  if (target === undefined) return true;
  if (event.event === "result" || event.event === "state") return event.target.id === target;
  if (event.event === "incident") return event.incident.target === target;
  return event.event === "targets" || event.record.target === target;
}

const toldWith = (
  bodyOfResult: typeof resultBody,
  { target, endpoint, result }: ResultEvent,
): EventBodies["result"] => ({
  target: target.id,
  endpoint: formatEndpoint(endpoint.endpoint),
  result: bodyOfResult(result),
});

function bodyOf(event: MonitorEvent): Told {
  switch (event.event) {
    case "result":
      return ["result", toldWith(resultBody, event)];
    case "state": {
      const { target, endpoint, from, to, at } = event;
      const whom = endpoint === undefined ? {} : { endpoint: formatEndpoint(endpoint.endpoint) };
      return ["state", { target: target.id, ...whom, from, to, at }];
    }
    case "incident":
      return ["incident", { ...event.incident, evidence: [...event.incident.evidence] }];
    case "targets":
      return ["targets", {}];
    case "note": {
      const { at, kind, target, text } = event.record;
      return ["note", { at, kind, ...(target !== undefined && { target }), text }];
    }
  }
}
