import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createLab, whyNoLab } from "../lab/index.ts";
import {
  type Counters,
  deadlineMs,
  expectedCounters,
  labSeed,
  lastReplyMs,
  type Ledger,
  type Scenario,
  scenarios,
  startPeer,
} from "../lab/peer/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { samplesOf } from "./exposition.ts";

const missing = whyNoLab();

/** Every scenario at an address of its own, of IPv4 and IPv6 by turns; none looks as if a port followed it. */
const addressOf = (n: number): string =>
  n % 2 === 0 ? `10.204.2.${n + 1}` : `fd00:204::2:${(0xa000 + n).toString(16)}`;
const network: Scenario = {
  name: "a network of all of them",
  replies: [],
  at: Object.fromEntries(scenarios.map((scenario, n) => [addressOf(n), scenario])),
};
const probesEach = 8;
const every = (interval: string) => ({ interval, timeout: `${deadlineMs}ms` });

/** What the metrics say of one target, in the words of the ledger. */
type Told = Omit<Counters, "sent" | "stray" | "unreachableBy" | "rejected"> & { rejected: number };

const counters: Readonly<Record<string, keyof Told>> = {
  halfopen_late_replies_total: "late",
  halfopen_duplicate_replies_total: "duplicate",
  halfopen_retransmitted_replies_total: "retransmitted",
  halfopen_rejected_replies_total: "rejected",
};
const nothing: Told = {
  open: 0,
  closed: 0,
  unreachable: 0,
  timeout: 0,
  late: 0,
  duplicate: 0,
  retransmitted: 0,
  rejected: 0,
};

/** By the target's name. */
function toldOf(samples: Readonly<Record<string, number>>): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  for (const [key, value] of Object.entries(samples)) {
    const [, family = "", name = "", rest = ""] = /^(\w+)\{target="(.*?)"(.*)\}$/.exec(key) ?? [];
    const [, outcome] = /outcome="(\w+)"/.exec(rest) ?? [];
    const counter = family === "halfopen_probes_total" ? outcome : counters[family];
    if (counter === undefined || !(counter in nothing)) continue;
    told.set(name, { ...(told.get(name) ?? nothing), [counter]: value });
  }
  return told;
}

const probesOf = ({ open, closed, unreachable, timeout }: Told = nothing): number =>
  open + closed + unreachable + timeout;

/** What they must say, by what the peer did at that address. */
function dueOf(ledger: Ledger, address: string): Told {
  const entries = ledger.entries.filter(({ destination }) => destination === address);
  const { open, closed, unreachable, timeout, late, duplicate, retransmitted, rejected } =
    expectedCounters({ ...ledger, entries }, { timeoutMs: deadlineMs });
  const all = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  return { open, closed, unreachable, timeout, late, duplicate, retransmitted, rejected: all };
}

describe.skipIf(missing)(`a hostile network (LAB_SEED=${labSeed}) ${missing ?? ""}`, () => {
  test(`the metrics of a monitor count what it did, in ${scenarios.length} scenarios`, async () => {
    using lab = createLab();
    const peer = await startPeer(lab, network);
    const targets = scenarios.map((_, n) => ({ host: addressOf(n), name: `scenario ${n}` }));
    // What confirms a loss has less patience than the ledger is read with.
    const config = { targets, alerts: { down: false } };
    using home = new Home().configure({ ...config, defaults: every("200ms") });
    await using daemon = await startDaemon(home, { within: lab.prober });
    const until = async (done: (told: ReadonlyMap<string, Told>) => boolean) => {
      for (;;) {
        const told = toldOf(samplesOf((await daemon.ask("/metrics")).text));
        if (done(told)) return told;
        await pause(50);
      }
    };
    await until((told) => targets.every(({ name }) => probesOf(told.get(name)) >= probesEach));

    // Nothing more is sent for hours; what is under way comes to its end.
    home.configure({ ...config, defaults: every("1d") });
    const reloaded = await daemon.ask("/-/reload", { method: "POST" });
    expect(reloaded.json()).toMatchObject({ changed: targets.length });
    // The last reply is sent that long after its SYN at the latest: what is not sent is in no ledger.
    await pause(2 * lastReplyMs);
    const ledger = await peer.stop();
    expect(ledger).toMatchObject({ missed: 0, unsent: 0 });
    const told = await until(
      (now) =>
        [...now.values()].reduce((sum, one) => sum + probesOf(one), 0) >= ledger.entries.length,
    );
    const named = (of: (name: string, n: number) => Told | undefined) =>
      targets.map(({ name }, n) => [scenarios[n]!.name, of(name, n)]);
    expect(named((name) => told.get(name))).toEqual(named((_, n) => dueOf(ledger, addressOf(n))));
  }, 60_000);
});
