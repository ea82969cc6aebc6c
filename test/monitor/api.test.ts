import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { EventBodies } from "../../src/api/contract.ts";
import { createLab, startListener, whyNoLab } from "../lab/index.ts";
import { type Answer, type Daemon, Home, startDaemon } from "./daemon.ts";
import type { ServerSent } from "./event-reader.ts";
import { samplesOf } from "./exposition.ts";

const missing = whyNoLab();

type Targets = { targets: { state: string }[] };
type Incident = {
  id: string;
  target: string;
  rule: string;
  summary: string;
  acknowledged?: { by: string };
  closedBy?: string;
};
type Incidents = { incidents: Incident[] };

const quick = { interval: "100ms", timeout: "500ms" };
const asJson = { "content-type": "application/json" };
const detailOf = (answer: Answer): string => (answer.json() as { detail: string }).detail;
const falls = ({ data }: ServerSent): boolean => (data as { to: string }).to === "down";
const ofWeb = ({ data }: ServerSent): EventBodies["results"]["results"] =>
  (data as EventBodies["results"]).results.filter(({ target }) => target === "web");
const post = (daemon: Daemon, path: string, body: string): Promise<Answer> =>
  daemon.ask(path, { method: "POST", headers: asJson, body });

describe.skipIf(missing)(
  `what a program asks of a monitor ${missing ?? ""}`,
  { timeout: 60_000 },
  () => {
    test.concurrent("events as they happen, and an incident that somebody looks after", async () => {
      using lab = createLab();
      const listener = await startListener(lab.target, { port: 443 });
      await startListener(lab.target, { port: 444 });
      using home = new Home().configure({
        defaults: quick,
        targets: [
          { host: lab.target.address4, name: "web" },
          { host: lab.target.address4, port: 444, name: "other" },
        ],
      });
      await using daemon = await startDaemon(home, { within: lab.prober });
      await daemon.until<Targets>(
        "/api/v1/targets?state=up",
        ({ targets }) => targets.length === 2,
      );
      using all = await daemon.listen();
      using states = await daemon.listen("/api/v1/events?types=state&target=web");
      const endpoint = `${lab.target.address4}:443`;
      expect(await all.got(({ event }) => event === "result")).toMatchObject({
        data: {
          target: expect.any(String),
          result: { outcome: "open", rttMs: expect.any(Number) },
        },
      });

      using brief = await daemon.listen("/api/v1/events?brief");
      const told = await brief.got((one) => one.event === "results" && ofWeb(one).length > 0);
      expect(ofWeb(told)).toEqual([
        { target: "web", at: expect.any(Number), outcome: "open", rttMs: expect.any(Number) },
      ]);

      await listener.stop();
      const change = { target: "web", from: "up", to: "down", at: expect.any(Number) };
      await states.got((one) => falls(one) && !("endpoint" in (one.data as object)));
      expect(states.events.filter(falls).map(({ data }) => data)).toEqual([
        { endpoint, ...change },
        change,
      ]);
      const whose = states.events.map(({ event, data }) => [event, (data as Incident).target]);
      expect(whose.every(([event, target]) => event === "state" && target === "web")).toBe(true);
      const { data } = await all.got(({ event }) => event === "incident");
      const { id } = data as Incident;

      const path = `/api/v1/incidents/${id}/acknowledge`;
      const acknowledged = await post(daemon, path, '{ "by": "kim", "note": "on it" }');
      expect(acknowledged.status).toBe(200);
      expect(acknowledged.json()).toMatchObject({ id, acknowledged: { by: "kim", note: "on it" } });
      await all.got((one) => (one.data as Incident).acknowledged?.by === "kim");
      const { incidents } = (await daemon.ask("/api/v1/incidents")).json() as Incidents;
      expect(incidents).toMatchObject([{ id, acknowledged: { by: "kim" } }]);

      const refusals = await Promise.all([
        post(daemon, "/api/v1/incidents/nothing/acknowledge", '{ "by": "kim" }'),
        post(daemon, path, "{}"),
        post(daemon, path, "not json"),
        post(daemon, path, JSON.stringify({ by: "k".repeat(20_000) })),
      ]);
      expect(refusals.map(({ status }) => status)).toEqual([404, 400, 400, 413]);
      expect(detailOf(refusals[3])).toBe("the body is larger than 16 kB");

      await daemon.end();
      await Promise.all([all.ended, states.ended]);
    });

    test.concurrent("a probe for a scrape: within its time, and with all that was done", async () => {
      using lab = createLab();
      await startListener(lab.target, { port: 443 });
      lab.target.run("nft", [
        "add table ip t; add chain ip t in { type filter hook input priority 0; };" +
          "add rule ip t in tcp dport 444 drop",
      ]);
      using home = new Home().configure({ targets: [], probe: { allow: [lab.target.address4] } });
      await using daemon = await startDaemon(home, { within: lab.prober });
      const probe = (port: number, more = "", headers = {}) =>
        daemon.ask(`/probe?target=${lab.target.address4}:${port}${more}`, { headers });

      const debug = await probe(443, "&debug=true");
      expect(debug.headers["content-type"]).toContain("text/plain");
      expect(debug.text).toMatch(
        /^probing 10\.\S+:443 with tcp_syn, timeout 9500 ms\n.*outcome: open\n\nMetrics that would have been returned:\n.*^probe_success 1$/ms,
      );

      const scrape = { "x-prometheus-scrape-timeout-seconds": "1" };
      const silent = await probe(444, "&debug=true", scrape);
      expect(silent.text).toMatch(/, timeout 500 ms\n.*outcome: timeout$/ms);
      const { probe_success: success, probe_duration_seconds: seconds } = samplesOf(silent.text);
      expect(success).toBe(0);
      // The scrape's second, not the ten of one that says nothing.
      expect(seconds).toBeGreaterThanOrEqual(0.5);
      expect(seconds).toBeLessThan(5);

      // Whatever is answered says what a browser may do with it.
      const paths = ["/metrics", "/-/healthy", "/api/v1/targets", "/nothing", "/probe"];
      for (const { headers } of await Promise.all(paths.map((path) => daemon.ask(path)))) {
        expect(headers).toMatchObject({
          "content-security-policy": expect.stringContaining("default-src 'none'") as string,
          "x-content-type-options": "nosniff",
          "referrer-policy": "no-referrer",
          "cache-control": "no-store",
        });
      }
      expect((await probe(443, "&module=icmp")).status).toBe(400);
      expect((await daemon.ask("/probe")).status).toBe(400);
    });

    test.concurrent("an address that asks too often is told when to come back; who is known is not", async () => {
      using lab = createLab();
      const hash = createHash("sha256").update("looking").digest("hex");
      using home = new Home().configure({
        targets: [],
        tokens: [{ name: "r", role: "read", sha256: hash }],
      });
      await using daemon = await startDaemon(home, { within: lab.prober });
      // Two hundred at once, and fifty a second after that.
      const strangers: Answer[] = [];
      while (!strangers.some(({ status }) => status === 429)) {
        const asking = Array.from({ length: 300 }, () => daemon.ask("/api/v1/status"));
        strangers.push(...(await Promise.all(asking)));
      }
      const refused = strangers.find(({ status }) => status === 429);
      expect(strangers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(200);
      expect(Number(refused!.headers["retry-after"])).toBeGreaterThanOrEqual(1);
      const known = { headers: { authorization: "Bearer looking" } };
      expect((await daemon.ask("/api/v1/status", known)).status).toBe(200);
      expect((await daemon.ask("/-/healthy")).status).toBe(200);
    });
  },
);
