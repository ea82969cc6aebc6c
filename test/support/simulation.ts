import type { Endpoint } from "../../src/endpoint.ts";
import type { Plan, ProbeEvent } from "../../src/probe/index.ts";
import { SynProber, type SynProberOptions } from "../../src/probe/index.ts";
import {
  type Responder,
  SimulatedLink,
  type SimulatedLinkOptions,
  VirtualClock,
} from "../../src/testing/index.ts";
import {
  millisecondsFromNanoseconds,
  type Nanoseconds,
  nanosecondsFromMilliseconds,
} from "../../src/units.ts";

/** A target and this host, of each family: documentation addresses. */
export const endpoints: Readonly<Record<4 | 6, Endpoint>> = {
  4: { address: "192.0.2.7", family: 4, port: 443 },
  6: { address: "2001:db8::7", family: 6, port: 443 },
};

export type Simulation = { clock: VirtualClock; link: SimulatedLink; prober: SynProber };

/** A SYN prober on a simulated link, in virtual time. */
export function simulate(
  answer: Responder,
  options: { link?: SimulatedLinkOptions; prober?: SynProberOptions } = {},
): Simulation {
  const clock = new VirtualClock();
  const link = new SimulatedLink(clock, answer, options.link);
  return { clock, link, prober: new SynProber(link, clock, options.prober) };
}

/** One probe of one endpoint each second, lost after 200 ms, unless said otherwise. */
export function plan(
  changes: Partial<Omit<Plan, "interval" | "timeout" | "linger">> & {
    intervalMs?: number;
    timeoutMs?: number;
    lingerMs?: number;
  } = {},
): Plan {
  const { intervalMs = 1000, timeoutMs = 200, lingerMs = 0, ...rest } = changes;
  return {
    endpoints: [endpoints[4]],
    count: 1,
    interval: nanosecondsFromMilliseconds(intervalMs),
    timeout: nanosecondsFromMilliseconds(timeoutMs),
    linger: nanosecondsFromMilliseconds(lingerMs),
    ...rest,
  };
}

export async function collect(events: AsyncIterable<ProbeEvent>): Promise<ProbeEvent[]> {
  const all: ProbeEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** An event in a few words, times in milliseconds: `open 20 kernel`, `rejected wrong-ack`. */
export function say(event: ProbeEvent): string {
  switch (event.event) {
    case "probe":
      return sayResult(event.result);
    case "late":
      return `late ${millisecondsFromNanoseconds(event.rtt)} ${event.facts.clock}`;
    case "duplicate":
    case "retransmitted":
      return `${event.event} ${millisecondsFromNanoseconds(event.rtt)}`;
    case "rejected":
      return `rejected ${event.reason}`;
    case "sent":
    case "abandoned":
      return event.event;
  }
}

function sayResult(result: Extract<ProbeEvent, { event: "probe" }>["result"]): string {
  switch (result.outcome) {
    case "open":
    case "closed":
      return `${result.outcome} ${inMs(result.rtt)} ${result.clock}`;
    case "unreachable":
      return `unreachable ${result.icmp.name} ${inMs(result.rtt)}`;
    case "timeout":
      return `timeout ${millisecondsFromNanoseconds(result.waited)}`;
    case "error":
      return `error ${result.error.code}`;
  }
}

const inMs = (rtt: Nanoseconds | undefined) =>
  rtt === undefined ? "unknown" : millisecondsFromNanoseconds(rtt);
