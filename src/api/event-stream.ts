import { formatEndpoint } from "../endpoint.ts";
import type { MonitorEvent, MonitorView } from "../monitor/index.ts";
import type { EventBodies } from "./contract.ts";
import { gatherBrief, gatherEach } from "./gathered-results.ts";
import { problem } from "./problem.ts";

const mostListeners = 100;
/** Milliseconds of results that are sent at once; the brief ones are for a page that draws them within a second. */
const gathering = { each: 250, brief: 850 };
const heartbeat = 15_000;
/** Octets that wait for a reader before it is left behind. */
const mostWaiting = 1_000_000;

const nothing = (): void => {};

export type StreamFilter = {
  readonly types?: readonly string[];
  readonly target?: string;
  /** Results all in one, with no more of each target than how its latest probe ended. */
  readonly brief?: boolean;
};

type OtherEvent = Exclude<MonitorEvent, { readonly event: "result" }>;
type Told = { [Name in keyof EventBodies]: [Name, EventBodies[Name]] }[keyof EventBodies];

/** Server-sent events of what happens. Of the results within a fraction of a second the latest are sent. */
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
          const results = filter.brief === true ? gatherBrief() : gatherEach();
          let id = 0;
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) <= 0) return stop();
            controller.enqueue(encoder.encode(text));
          };
          const textOf = ([name, body]: Told): string =>
            `id: ${++id}\nevent: ${name}\ndata: ${JSON.stringify(body)}\n\n`;
          const flush = (): void => {
            const told = results.tell();
            if (told.length > 0) send(told.map(textOf).join(""));
          };
          const leave = this.#monitor.subscribe((event) => {
            if (!wanted(event, filter)) return;
            if (event.event === "result") results.take(event);
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

function bodyOf(event: OtherEvent): Told {
  switch (event.event) {
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
