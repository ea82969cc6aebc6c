import { describe, expect, test } from "vitest";
import { openHistory } from "../../src/store/index.ts";
import { createLab, startListener, startNameServer, whyNoLab } from "../lab/index.ts";
import { startPeer } from "../lab/peer/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { type Mail, type Received, startMailServer, startReceiver } from "./receiver.ts";

const missing = whyNoLab();

type Endpoint = { address: string; state: string };
type Targets = { targets: { state: string; endpoints: Endpoint[] }[] };
type Incident = {
  rule: string;
  target: string;
  summary: string;
  closedAt?: number;
  closedBy?: string;
};
type Incidents = { incidents: Incident[] };
type Bins = { bins: { sent: number; lost: number }[] };

type Status = { outbox: { pending: number } };

const kindOf = ({ body }: Received): string => (JSON.parse(body) as { kind: string }).kind;
const keyOf = ({ headers }: Received): string => headers["idempotency-key"]!;
/** One line of a mail's headers. */
const headerOf = ({ text }: Mail, name: string): string =>
  new RegExp(`^${name}: (.*?)\r?$`, "im").exec(text)?.[1] ?? "";
const different = (keys: readonly string[]): number => new Set(keys).size;

const zone = (address: string) => ({ "web.example.com": { A: [address], ttl: 1 } });

const answers = (afterMs: number) => ({
  name: `answers after ${afterMs} ms`,
  replies: [{ send: "syn-ack", afterMs } as const],
});

describe.skipIf(missing)(
  `others that fail, hang, slow down, and come back ${missing ?? ""}`,
  () => {
    test.concurrent("a name server: known addresses are probed on, it is an incident until it answers, and a move is an event", async () => {
      using lab = createLab();
      lab.anyIp("10.100.0.0/24");
      await startListener(lab.target, { port: 443 });
      const [before, after] = [lab.target.address4, "10.100.0.7"] as [string, string];
      using names = await startNameServer(lab.prober, zone(before));
      using home = new Home().configure({
        defaults: { interval: "200ms", timeout: "500ms" },
        targets: [{ host: "web.example.com", name: "web" }],
      });
      await using daemon = await startDaemon(home, { within: lab.prober });
      const isAt = (address: string) => (body: Targets) =>
        body.targets[0]?.state === "up" && body.targets[0].endpoints[0]?.address === address;
      const probed = async (): Promise<{ sent: number; lost: number }> => {
        const path = `/api/v1/targets/web/series?from=${from}&to=${from + 3_600_000}&bins=1`;
        return ((await daemon.ask(path)).json() as Bins).bins[0]!;
      };
      const from = Date.now() - 60_000;
      await daemon.until<Targets>("/api/v1/targets", isAt(before));

      await names.become("silence");
      const open = await daemon.until<Incidents>(
        "/api/v1/incidents",
        ({ incidents }) => incidents.length > 0,
      );
      expect(open.incidents).toMatchObject([{ rule: "unresolved", target: "web" }]);
      const then = await probed();
      await daemon.until<Bins>(
        `/api/v1/targets/web/series?from=${from}&to=${from + 3_600_000}&bins=1`,
        ({ bins }) => bins[0]!.sent >= then.sent + 5,
      );
      expect((await probed()).lost).toBe(0);
      expect(isAt(before)((await daemon.ask("/api/v1/targets")).json() as Targets)).toBe(true);

      await names.become(zone(after));
      await daemon.until<Targets>("/api/v1/targets", isAt(after));
      const closed = await daemon.until<Incidents>(
        "/api/v1/incidents",
        ({ incidents }) => incidents[0]?.closedAt !== undefined,
      );
      expect(closed.incidents).toHaveLength(1);

      expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
      using history = openHistory(home.data);
      const moves = history.reader
        .events({ target: "web", limit: 100 })
        .filter(({ kind }) => kind === "addresses");
      expect(moves).toMatchObject([{ data: { added: [after], removed: [before] } }]);
    }, 60_000);

    test.concurrent("receivers: each gets every message in the end, in order; none waits for another", async () => {
      using lab = createLab();
      using failing = await startReceiver(lab.prober, { port: 9000, answers: [500, "hang", 204] });
      using well = await startReceiver(lab.prober, { port: 9001 });
      using mail = await startMailServer(lab.prober, { port: 9025, answers: [451, "hang", 250] });
      const smtp = "smtp://127.0.0.1:9025";
      using home = new Home().configure({
        defaults: { interval: "200ms", timeout: "400ms" },
        targets: [{ host: lab.target.address4, name: "web" }],
        alerts: { groupWithin: "100ms" },
        notify: [
          { webhook: { url: "http://127.0.0.1:9000/failing" } },
          { email: { smtp, from: "a@example.com", to: ["b@example.com", "c@example.com"] } },
          { webhook: { url: "http://127.0.0.1:9001/well" } },
        ],
      });
      await using daemon = await startDaemon(home, { within: lab.prober });
      await Promise.all([failing.count(2), mail.count(2)]);

      // Both hang now, for the ten seconds that each is given: whoever is well hears all of it meanwhile.
      await startListener(lab.target, { port: 443 });
      await well.count(2);
      expect(well.received.map(kindOf)).toEqual(["opened", "closed"]);
      expect({ failing: failing.received.length, mail: mail.received.length }).toEqual({
        failing: 2,
        mail: 2,
      });

      await daemon.until<Status>("/api/v1/status", ({ outbox }) => outbox.pending === 0, {
        patience: 40_000,
      });
      expect(failing.received.map(kindOf)).toEqual(["opened", "opened", "opened", "closed"]);
      const [first, ...others] = failing.received.map(keyOf);
      expect(different([first!, ...others.slice(0, 2)])).toBe(1);
      expect(different(failing.received.map(keyOf))).toBe(2);

      expect(mail.received.map((one) => headerOf(one, "subject").slice(0, 7))).toEqual([
        "[DOWN] ",
        "[DOWN] ",
        "[DOWN] ",
        "[RESOLV",
      ]);
      expect(different(mail.received.map((one) => headerOf(one, "message-id")))).toBe(2);
      expect(mail.received[0]).toMatchObject({
        from: "a@example.com",
        to: ["b@example.com", "c@example.com"],
      });
      const { code, stderr } = await daemon.end();
      expect(code).toBe(0);
      for (const sentence of [
        "the receiver answered 500",
        "it answered 451",
        "delivered at attempt 3",
      ])
        expect(stderr).toContain(sentence);
    }, 90_000);

    test.concurrent("a target: answers that have become slow are an incident, until they are quick again", async () => {
      using lab = createLab();
      const slow = await startPeer(lab, answers(60));
      using home = new Home().configure({
        defaults: { interval: "100ms", timeout: "500ms" },
        targets: [{ host: slow.address4, name: "web" }],
        alerts: { down: false, slow: { quantile: 0.5, above: "30ms", over: "10s" } },
      });
      await using daemon = await startDaemon(home, { within: lab.prober });
      const { incidents } = await daemon.until<Incidents>(
        "/api/v1/incidents",
        (body) => body.incidents.length > 0,
      );
      expect(incidents).toMatchObject([{ rule: "slow", target: "web" }]);
      expect(incidents[0]!.summary).toMatch(/answers in 10 s took longer than 30 ms/);
      const { targets } = (await daemon.ask("/api/v1/targets")).json() as Targets;
      expect(targets).toMatchObject([{ state: "degraded" }]);

      await slow.stop();
      await startPeer(lab, answers(1));
      await daemon.until<Targets>("/api/v1/targets", (body) => body.targets[0]?.state === "up");
      await daemon.until<Incidents>(
        "/api/v1/incidents",
        // While the peer was changed, nothing could be sent: that is an incident of its own.
        ({ incidents: now }) => now.find(({ rule }) => rule === "slow")?.closedBy === "recovery",
      );
    }, 60_000);
  },
);
