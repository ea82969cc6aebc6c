import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import { createLab, startListener, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { type Received, startReceiver } from "./receiver.ts";

const missing = whyNoLab();
/** Twenty, unless the environment asks for fewer. */
const kills = Number(process.env["HALFOPEN_KILLS"] ?? 20);
const endpoints = 1000;
const second = 1000;

type Sample = { vantage: { name: string; boot: string }; sequence: number; sentAt: string };
type Incidents = {
  incidents: { id: string; rule: string; openedAt: number; closedAt?: number; lastTold?: number }[];
};

/** What is on disk of each run of the daemon, in the order of its sequence. */
async function storedRuns(home: Home): Promise<Map<string, Sample[]>> {
  const { code, stdout, stderr } = await halfopen([
    "export",
    "--data",
    home.data,
    "--format",
    "ndjson",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const runs = new Map<string, Sample[]>();
  for (const line of stdout.trimEnd().split("\n")) {
    const sample = JSON.parse(line) as Sample;
    const run = runs.get(sample.vantage.boot) ?? [];
    runs.set(sample.vantage.boot, run);
    run.push(sample);
  }
  for (const run of runs.values()) run.sort((one, other) => one.sequence - other.sequence);
  return runs;
}

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

    const killedAt: number[] = [];
    let fickle: Awaited<ReturnType<typeof startListener>> | undefined;
    for (let kill = 0; kill < kills; kill++) {
      await using daemon = await startDaemon(home, { within: lab.prober });
      // Up in one run, down in the next: about every other kill falls into a change.
      if (kill % 2 === 0) fickle = await startListener(lab.target, { port: 8443 });
      else await fickle?.stop();
      await pause(randomInt(200, 1200));
      killedAt.push(Date.now());
      await daemon.end("SIGKILL");
    }
    await fickle?.stop();

    // A last run, which ends in good order, finds everything as it was left.
    await using daemon = await startDaemon(home, { within: lab.prober });
    const { incidents } = await daemon.until<Incidents>(
      "/api/v1/incidents?limit=1000",
      ({ incidents: [last] }) => last?.lastTold !== undefined && last.closedAt === undefined,
    );
    const inOrder = incidents.toReversed();
    expect(new Set(inOrder.map(({ id }) => id)).size).toBe(inOrder.length);
    expect(inOrder.every(({ rule }) => rule === "down")).toBe(true);
    // Of one endpoint: each ends before the next begins, so none is lost open and none doubled.
    for (const [at, incident] of inOrder.entries()) {
      const next = inOrder[at + 1];
      if (next === undefined) expect(incident.closedAt).toBeUndefined();
      else expect(incident.closedAt).toBeLessThanOrEqual(next.openedAt);
    }
    // Of every one that was to be told (not of one that was over before that) a message came: at least
    // once, always under the same key.
    const toBeTold = inOrder.filter(({ lastTold }) => lastTold !== undefined);
    expect(toBeTold.length).toBeGreaterThan(0);
    for (const { id } of toBeTold) {
      const tells = ({ body }: Received) => body.includes(id) && body.includes('"kind":"opened"');
      await receiver.got(tells);
      const keys = receiver.received.filter(tells).map(({ headers }) => headers["idempotency-key"]);
      expect(new Set(keys).size).toBe(1);
    }
    await daemon.end("SIGTERM");

    const runs = [...(await storedRuns(home)).values()].toSorted(
      (one, other) => Date.parse(one[0]!.sentAt) - Date.parse(other[0]!.sentAt),
    );
    for (const run of runs) {
      expect(run.map(({ sequence }) => sequence - run[0]!.sequence)).toEqual([...run.keys()]);
    }
    // Whoever was killed before a second had passed may have left nothing.
    for (const at of killedAt) {
      const mine = runs.findLast((run) => Date.parse(run[0]!.sentAt) < at);
      if (mine === undefined) continue;
      const last = Math.max(...mine.map(({ sentAt }) => Date.parse(sentAt)));
      const nothingLeft = Date.parse(mine[0]!.sentAt) < at - 3 * second;
      if (!nothingLeft) expect(at - last).toBeLessThanOrEqual(second);
    }
  });
});
