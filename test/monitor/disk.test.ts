import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLab, startListener, whyNoLab } from "../lab/index.ts";
import { spoil } from "../support/meddle.ts";
import { Home, startDaemon } from "./daemon.ts";
import { startReceiver } from "./receiver.ts";
import { fill, smallDisk } from "./small-disk.ts";

const missing = whyNoLab();

type Status = {
  store: { state: string; message?: string; stored: number; lost: number; queued: number };
};
type Incidents = { incidents: { id: string; lastTold?: number }[] };
type Told = { notifications: { id: string }[] };
type Targets = { targets: { id: string; state: string }[] };

describe.skipIf(missing)(`a disk that fails the monitor ${missing ?? ""}`, () => {
  test.concurrent("full: probing and alerting go on, it is said; freed: storing goes on", async () => {
    using lab = createLab();
    const listener = await startListener(lab.target, { port: 443 });
    using receiver = await startReceiver(lab.prober, { port: 9000 });
    using home = new Home();
    using disk = smallDisk(home.data);
    expect(disk).toBeDefined();
    home.configure({
      defaults: { interval: "100ms", timeout: "500ms" },
      targets: [{ host: lab.target.address4, name: "web" }],
      alerts: { groupWithin: "100ms" },
      notify: [{ webhook: { url: "http://127.0.0.1:9000/" } }],
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "up");

    using ballast = fill(home.data);
    const full = await daemon.until<Status>("/api/v1/status", ({ store }) => store.state !== "ok");
    expect(full.store.message).toBeTruthy();
    expect((await daemon.ask("/-/ready")).status).toBe(503);

    await listener.stop();
    await receiver.got(({ body }) => body.includes('"opened"'));
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "down");

    ballast[Symbol.dispose]();
    const { store } = await daemon.until<Status>(
      "/api/v1/status",
      (body) =>
        body.store.state === "ok" &&
        body.store.queued < 50 &&
        body.store.stored > full.store.stored,
    );
    expect(store.lost).toBe(0);
    // What was decided meanwhile is on disk too, and once.
    const { incidents } = await daemon.until<{ incidents: unknown[] }>(
      "/api/v1/incidents",
      (body) => body.incidents.length > 0,
    );
    expect(incidents).toHaveLength(1);
    expect(await daemon.end("SIGTERM")).toMatchObject({ code: 0 });
  }, 60_000);

  test.concurrent("damaged on purpose: moved aside, told, and monitoring goes on", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    using home = new Home().configure({
      defaults: { interval: "100ms", timeout: "500ms" },
      targets: [{ host: lab.target.address4, name: "web" }],
    });
    mkdirSync(home.data);
    writeFileSync(join(home.data, "history.db"), Buffer.alloc(100_000, "once a database "));
    await using daemon = await startDaemon(home, { within: lab.prober });
    const { store } = await daemon.until<Status>(
      "/api/v1/status",
      (body) => body.store.stored > 10,
    );
    expect(store).toMatchObject({
      state: "ok",
      message: expect.stringMatching(/damaged.*moved to.*damaged-/),
    });
  });

  test.concurrent("damaged while it runs: told; incidents and messages are there after a restart, once each", async () => {
    using lab = createLab();
    using home = new Home().configure({
      defaults: { interval: "100ms", timeout: "500ms" },
      // Nothing listens there, nor where the messages go.
      targets: [{ host: lab.target.address4, name: "web" }],
      alerts: { groupWithin: "100ms" },
      notify: [{ webhook: { url: "http://127.0.0.1:9000/" } }],
    });
    let id: string;
    let keyBefore: string;
    {
      await using daemon = await startDaemon(home, { within: lab.prober });
      const { incidents } = await daemon.until<Incidents>(
        "/api/v1/incidents",
        ({ incidents: [first] }) => first?.lastTold !== undefined,
      );
      id = incidents[0]!.id;
      const told = await daemon.until<Told>(
        `/api/v1/incidents/${id}`,
        ({ notifications: [first] }) => first !== undefined,
      );
      keyBefore = told.notifications[0]!.id;

      spoil(home.data);
      await daemon.until<Status>(
        "/api/v1/status",
        ({ store }) => store.state === "ok" && /damaged.*moved to/.test(store.message ?? ""),
      );
      // It is in the new file, and so is the message.
      await daemon.until<Told>(
        `/api/v1/incidents/${id}`,
        ({ notifications }) => notifications.length === 1,
      );
      const { code, stderr } = await daemon.end("SIGTERM");
      expect(code).toBe(0);
      expect(stderr).toMatch(/the history was damaged .* a new one is begun/);
    }
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "down");
    const { incidents } = (await daemon.ask("/api/v1/incidents")).json() as Incidents;
    expect(incidents.map((incident) => incident.id)).toEqual([id]);
    using receiver = await startReceiver(lab.prober, { port: 9000 });
    const opened = await receiver.got(({ body }) => body.includes('"opened"'));
    expect(opened.headers["idempotency-key"]).toBe(keyBefore);
    expect(JSON.parse(opened.body)).toMatchObject({ incidents: [{ id }] });
  }, 60_000);
});
