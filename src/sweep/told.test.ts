import fc from "fast-check";
import { expect, test } from "vitest";
import { Exclusions, entryParser, parsePortList } from "../targets/index.ts";
import { icmpError, reset, SimulatedLink, synAck, VirtualClock } from "../testing/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { SpaceBuilder } from "./endpoint-space.ts";
import { Permutation } from "./permutation.ts";
import type { Told } from "./sweep-sink.ts";
import { Sweeper } from "./sweeper.ts";
import { toldOf } from "./told.ts";

/** What comes of a SYN: one for each outcome, and for each ICMP error that has members of its own. */
const fates = {
  open: [synAck({ ttl: 56 })],
  closed: [reset()],
  prohibited: [icmpError({ type: 3, code: 13, fromAddress: "198.51.100.1" })],
  "too narrow": [icmpError({ type: 3, code: 4, mtu: 1280 })],
  "refused by our own kernel": [icmpError({ type: 3, code: 1, fromAddress: "198.51.100.2" })],
  silent: [],
  unsent: [],
} as const;
type Fate = keyof typeof fates;

/** What is told, each part asked for by itself. */
const partsOf = (told: Told): Omit<Told, "result"> => ({
  index: told.index,
  attempt: told.attempt,
  outcome: told.outcome,
  rtt: told.rtt,
  clock: told.clock,
  endpoint: told.endpoint,
  sentAt: told.sentAt,
  source: told.source,
  ttl: told.ttl,
  icmp: told.icmp,
  error: told.error,
});

/** Sweeps eight IPv4 and two IPv6 endpoints, to which these things happen in turn. */
async function sweepOf(happens: readonly Fate[], tries: number, showsOutgoing: boolean) {
  const builder = new SpaceBuilder(parsePortList("80"));
  const parse = entryParser();
  for (const target of ["192.0.2.0/29", "2001:db8::/127"]) builder.add(parse(target));
  const space = builder.build(new Exclusions());
  const clock = new VirtualClock();
  let asked = 0;
  const fateOf = (syn: { readonly destination: Uint32Array }): Fate =>
    happens[(syn.destination[0]! + syn.destination[3]!) % happens.length]!;
  using link = new SimulatedLink(
    clock,
    (syn) => (++asked % tries === 0 || fateOf(syn) === "open" ? fates[fateOf(syn)] : []),
    {
      // Without an address of its own the host cannot reach the IPv6 endpoints at all.
      origins: [{ address: "198.51.100.2", interface: "eth0" }],
      showsOutgoing,
      refuse: (syn) => (fateOf(syn) === "unsent" ? "EPERM" : undefined),
    },
  );
  const told: { readonly parts: unknown; readonly fromResult: unknown }[] = [];
  const sink = {
    told(endpoint: Told): void {
      const fromResult = partsOf(toldOf(endpoint.result(), endpoint.attempt));
      told.push({ parts: partsOf(endpoint), fromResult });
    },
    late() {},
    repeated() {},
    rejected() {},
    congestion: () => undefined,
  };
  const options = {
    rate: 1000,
    ratePerAddress: 10,
    timeout: nanosecondsFromMilliseconds(100),
    linger: nanoseconds(0),
    tries,
    pause: nanosecondsFromMilliseconds(20),
    share: 0,
    shares: 1,
    capacity: 64,
  };
  const order = new Permutation(space.size, 7);
  await new Sweeper(link, clock, space, order, sink, options).run(new AbortController().signal);
  expect(told).toHaveLength(space.size);
  return told;
}

test("the parts of what is told, each asked for by itself, are those of its result", async () => {
  const happens = fc.array(fc.constantFrom(...(Object.keys(fates) as Fate[])), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(happens, fc.constantFrom(1, 2), fc.boolean(), async (fate, tries, seen) => {
      for (const { parts, fromResult } of await sweepOf(fate, tries, seen)) {
        expect(parts).toEqual(fromResult);
      }
    }),
    { numRuns: 60 },
  );
});
