import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { countSyns, createLab, startListener, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { integrityOf, type Sample, storedRuns } from "./history.ts";
import { type Received, startReceiver } from "./receiver.ts";

const missing = whyNoLab();
/** Twenty, unless the environment asks for fewer. */
const kills = Number(process.env["HALFOPEN_KILLS"] ?? 20);
const endpoints = 1000;
/** The run in which the fickle endpoint's fall is waited for; in the one after it, its return. */
const seenFalling = 1;
/** What leaves in a second: a probe of each endpoint, those of the fickle one, and what confirms its fall. */
const synsASecond = endpoints + 10 + 2;

type Incident = {
  id: string;
  target: string;
  rule: string;
  openedAt: number;
  closedAt?: number;
  lastTold?: number;
};
type Incidents = { incidents: Incident[] };
type Status = { outbox: { pending: number } };
/** One run of the daemon, from its start to its kill: epoch milliseconds, and the SYNs that left. */
type Run = { readonly from: number; readonly to: number; readonly syns: number };

/** Under which keys a message of that kind about each incident was received. */
function keysByIncident(received: readonly Received[], kind: string): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { headers, body } of received) {
    const message = JSON.parse(body) as { kind: string; incidents: { id: string }[] };
    if (message.kind !== kind) continue;
    for (const { id } of message.incidents) {
      keys.set(id, (keys.get(id) ?? new Set()).add(headers["idempotency-key"]!));
    }
  }
  return keys;
}

const ofFickle = "/api/v1/incidents?target=fickle&limit=1";
const isOver = (incident: Incident | undefined): boolean => incident?.closedAt !== undefined;
const isToldOpen = ({ incidents: [last] }: Incidents): boolean =>
  last?.lastTold !== undefined && !isOver(last);

const sentAt = (sample: Sample | undefined): number => Date.parse(sample?.sentAt ?? "");
const idsOf = (incidents: readonly Incident[]): string[] =>
  incidents.map(({ id }) => id).toSorted();

describe.skipIf(missing)(`kill -9 ${missing ?? ""}`, () => {
  test(`${kills} times at random instants, under ${endpoints} probes a second`, {
    timeout: 240_000,
  }, async () => {
    using lab = createLab();
    lab.anyIp("10.100.0.0/21");
    await startListener(lab.target, { port: 443 });
    using receiver = await startReceiver(lab.prober, { port: 9000 });
    const fleet = Array.from({ length: endpoints }, (_, n) => ({
      host: `10.100.${n >> 8}.${n & 255}`,
      name: `fleet-${n}`,
      interval: "1s",
    }));
    using home = new Home().configure({
      defaults: { timeout: "500ms" },
      targets: [
        ...fleet,
        { host: lab.target.address4, port: 8443, name: "fickle", interval: "100ms" },
      ],
      alerts: {
        groupWithin: "100ms",
        down: { consecutiveLost: 2, confirm: 2, recoverAfter: 1 },
        flapping: 10_000,
      },
      notify: [{ webhook: { url: "http://127.0.0.1:9000/" } }],
    });

    const synsSinceLastAsked = countSyns(lab.prober);
    const runs: Run[] = [];
    let fickle: Awaited<ReturnType<typeof startListener>> | undefined;
    for (let kill = 0; kill < kills; kill++) {
      const from = Date.now();
      await using daemon = await startDaemon(home, { within: lab.prober });
      // Up in one run, down in the next: about every other kill falls into a change.
      if (kill % 2 === 0) fickle = await startListener(lab.target, { port: 8443 });
      else await fickle?.stop();
      // Were each run killed too early for a fall to be told, there would be nothing to check.
      if (kill === seenFalling) await daemon.until<Incidents>(ofFickle, isToldOpen);
      if (kill === seenFalling + 1) {
        await daemon.until<Incidents>(ofFickle, ({ incidents: [last] }) => isOver(last));
      }
      await pause(randomInt(200, 1200));
      await daemon.end("SIGKILL");
      runs.push({ from, to: Date.now(), syns: synsSinceLastAsked() });
      expect(integrityOf(home)).toBe("ok");
    }
    await fickle?.stop();

    // A last run, which ends in good order, finds everything as it was left.
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Incidents>(ofFickle, isToldOpen);
    await daemon.until<Status>("/api/v1/status", ({ outbox }) => outbox.pending === 0);
    const path = "/api/v1/incidents?limit=1000";
    const { incidents } = (await daemon.ask(path)).json() as Incidents;
    await daemon.end("SIGTERM");
    expect(integrityOf(home)).toBe("ok");

    expect(new Set(idsOf(incidents)).size).toBe(incidents.length);
    for (const target of new Set(incidents.map((incident) => incident.target))) {
      const mine = incidents.toReversed().filter((incident) => incident.target === target);
      expect(mine.every(({ rule }) => rule === "down")).toBe(true);
      // Of one endpoint: each ends before the next begins, so none is lost open and none doubled.
      for (const [at, { closedAt }] of mine.entries()) {
        const next = mine[at + 1];
        if (next !== undefined) expect(closedAt).toBeLessThanOrEqual(next.openedAt);
        else if (target === "fickle") expect(closedAt).toBeUndefined();
      }
    }
    // What was told is what is kept, and what is kept as told was: the opening and the end of each that
    // was not over before anybody was to know, at least once, always under the same key.
    const told = incidents.filter(({ lastTold }) => lastTold !== undefined);
    const ended = told.filter(({ closedAt }) => closedAt !== undefined);
    expect(ended.length).toBeGreaterThan(0);
    const openings = keysByIncident(receiver.received, "opened");
    const endings = keysByIncident(receiver.received, "closed");
    expect([...openings.keys()].toSorted()).toEqual(idsOf(told));
    expect([...endings.keys()].toSorted()).toEqual(idsOf(ended));
    for (const keys of [...openings.values(), ...endings.values()]) expect(keys.size).toBe(1);

    const stored = [...(await storedRuns(home)).values()];
    for (const run of stored) {
      expect(run.map(({ sequence }) => sequence - run[0]!.sequence)).toEqual([...run.keys()]);
    }
    for (const { from, to, syns } of runs) {
      const mine = stored.filter(([first]) => sentAt(first) >= from && sentAt(first) <= to);
      // Whoever was killed at once may have left nothing.
      expect(mine.length).toBeLessThanOrEqual(1);
      const kept = (mine[0] ?? []).filter(({ outcome }) => !["late", "error"].includes(outcome));
      expect(syns - kept.length).toBeGreaterThanOrEqual(0);
      expect(syns - kept.length).toBeLessThanOrEqual(synsASecond);
    }
  });
});
