import { describe, expect, test } from "vitest";
import { createLab, startListener, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { startReceiver } from "./receiver.ts";

const missing = whyNoLab();

type Targets = {
  targets: {
    id: string;
    state: string;
    endpoints: { address: string; state: string; last?: { outcome: string; rttMs?: number } }[];
  }[];
};
type Incidents = { incidents: { id: string; rule: string; openedAt: number; closedAt?: number }[] };

type Evidence = { incidents: { openedAt: number; evidence: { at: number; outcome: string }[] }[] };

const quick = { interval: "200ms", timeout: "400ms" };

describe.skipIf(missing)(`halfopen monitor ${missing ?? ""}`, () => {
  test.concurrent("a port that goes down and comes back: state, incident, message, history", async () => {
    using lab = createLab();
    const listener = await startListener(lab.target, { port: 443 });
    using receiver = await startReceiver(lab.prober, { port: 9000 });
    using home = new Home().configure({
      defaults: quick,
      targets: [{ host: lab.target.address4, name: "web" }],
      alerts: { groupWithin: "100ms" },
      notify: [{ webhook: { url: "http://127.0.0.1:9000/hook" } }],
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    const stateIs = (state: string) => (body: Targets) => body.targets[0]?.state === state;

    const up = await daemon.until<Targets>("/api/v1/targets", stateIs("up"));
    expect(up.targets).toMatchObject([
      {
        id: "web",
        host: lab.target.address4,
        port: 443,
        endpoints: [{ address: lab.target.address4, last: { outcome: "open" } }],
      },
    ]);
    expect(up.targets[0]!.endpoints[0]!.last!.rttMs).toBeGreaterThan(0);

    await listener.stop();
    await daemon.until<Targets>("/api/v1/targets", stateIs("down"));
    const opened = await receiver.got(({ body }) => body.includes('"opened"'));
    expect(opened.url).toBe("/hook");
    expect(opened.headers["idempotency-key"]).toBeTruthy();
    const open = (await daemon.ask("/api/v1/incidents")).json() as Incidents;
    expect(open.incidents).toMatchObject([{ rule: "down" }]);
    expect(open.incidents[0]!.closedAt).toBeUndefined();

    await startListener(lab.target, { port: 443 });
    await daemon.until<Targets>("/api/v1/targets", stateIs("up"));
    await receiver.got(({ body }) => body.includes('"closed"'));
    const closed = await daemon.until<Incidents>(
      "/api/v1/incidents",
      ({ incidents }) => incidents[0]?.closedAt !== undefined,
    );
    expect(closed.incidents).toHaveLength(1);
    expect(closed.incidents[0]!.id).toBe(open.incidents[0]!.id);

    const ended = await daemon.end("SIGTERM");
    expect(ended).toMatchObject({ code: 0 });
  });

  test.concurrent("nothing is forgotten over a restart: state, incident, and no second message", async () => {
    using lab = createLab();
    using receiver = await startReceiver(lab.prober, { port: 9000 });
    using home = new Home().configure({
      defaults: quick,
      targets: [{ host: lab.target.address4, port: 4433, name: "db" }],
      alerts: { groupWithin: "100ms" },
      notify: [{ webhook: { url: "http://127.0.0.1:9000/" } }],
    });
    let incident: string;
    {
      await using daemon = await startDaemon(home, { within: lab.prober });
      await receiver.got(({ body }) => body.includes('"opened"'));
      const { incidents } = (await daemon.ask("/api/v1/incidents")).json() as Incidents;
      expect(incidents).toHaveLength(1);
      incident = incidents[0]!.id;
      await daemon.end("SIGTERM");
    }
    await using daemon = await startDaemon(home, { within: lab.prober });
    const { targets } = (await daemon.ask("/api/v1/targets")).json() as Targets;
    expect(targets).toMatchObject([{ id: "db", state: "down" }]);
    await startListener(lab.target, { port: 4433 });
    await receiver.got(({ body }) => body.includes('"closed"'));
    const { incidents } = (await daemon.ask("/api/v1/incidents")).json() as Incidents;
    expect(incidents.map(({ id }) => id)).toEqual([incident]);
    expect(receiver.received.filter(({ body }) => body.includes('"opened"'))).toHaveLength(1);
  });

  // By itself, after the others: it is about time.
  test("at the first loss, five SYNs at once decide within a second", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    const timeout = 250;
    using home = new Home().configure({
      // So slow that a streak of losses alone would take half a minute.
      defaults: { interval: "3s", timeout: `${timeout}ms` },
      targets: [{ host: lab.target.address4, name: "web" }],
      alerts: { down: { consecutiveLost: 10, confirm: 5 } },
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "up");
    lab.target.run("sh", [
      "-ec",
      "nft add table ip t; nft add chain ip t in '{ type filter hook input priority 0; }'; nft add rule ip t in tcp dport 443 drop",
    ]);
    const { incidents } = await daemon.until<Evidence>(
      "/api/v1/incidents",
      (body) => body.incidents.length > 0,
    );
    const [incident] = incidents;
    const lost = incident!.evidence.filter(({ outcome }) => outcome === "timeout");
    expect(lost).toHaveLength(6);
    expect(incident!.openedAt - (lost[0]!.at + timeout)).toBeLessThan(1000);
  });
});
