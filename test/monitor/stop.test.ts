import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { openHistory } from "../../src/store/index.ts";
import {
  countSyns,
  createLab,
  type Lab,
  startListener,
  startNameServer,
  whyNoLab,
} from "../lab/index.ts";
import { type Daemon, Home, startDaemon } from "./daemon.ts";
import { integrityOf, storedRuns } from "./history.ts";
import { startMailServer, startReceiver } from "./receiver.ts";
import { fill, smallDisk } from "./small-disk.ts";

const missing = whyNoLab();

/** Two seconds are promised, on a machine that does not do the work of other tests meanwhile. */
const patience = 4000;

type Targets = { targets: unknown[] };
type Status = { store: { state: string } };
type Stage = { readonly lab: Lab; readonly home: Home };
/** What stands around the daemon, and how it gets into the middle of it. */
type Scene = {
  readonly amid: (daemon: Daemon) => Promise<unknown>;
  readonly clear?: () => void;
};
type Situation = {
  readonly name: string;
  /** What the configuration says besides the targets that answer. */
  readonly config?: { readonly targets?: readonly unknown[] } & Readonly<Record<string, unknown>>;
  readonly scene: (stage: Stage) => Promise<Scene> | Scene;
  /** Messages that nobody has taken: they are kept for the next start. */
  readonly pending?: number;
  readonly diskIsFull?: true;
};

const answering = 20;
const fleet = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    host: `10.100.${n >> 8}.${n & 255}`,
    name: `fleet-${n}`,
  }));
const common = {
  // One is over before the next begins: of each endpoint one at the most is under way at the end.
  defaults: { interval: "200ms", timeout: "150ms" },
  alerts: { groupWithin: "100ms" },
};
/** Nobody listens there: an incident, and a message about it. */
const shut = { host: "10.100.0.1", port: 81, name: "shut" };

const situations: readonly Situation[] = [
  {
    name: "somebody listens to its events",
    scene: () => ({
      amid: async (daemon) => (await daemon.listen()).got(({ event }) => event === "result"),
    }),
  },
  {
    name: "its disk is full",
    diskIsFull: true,
    scene({ home }) {
      const disk = smallDisk(home.data);
      return {
        amid(daemon) {
          fill(home.data);
          return daemon.until<Status>("/api/v1/status", ({ store }) => store.state === "full");
        },
        clear: () => disk[Symbol.dispose](),
      };
    },
  },
  {
    name: "its history was damaged",
    scene({ home }) {
      mkdirSync(home.data);
      writeFileSync(join(home.data, "history.db"), Buffer.alloc(100_000, "once a database "));
      return { amid: (daemon) => daemon.listen() };
    },
  },
  {
    name: "a receiver of webhooks never answers",
    config: { targets: [shut], notify: [{ webhook: { url: "http://127.0.0.1:9000/" } }] },
    pending: 1,
    async scene({ lab }) {
      const receiver = await startReceiver(lab.prober, { port: 9000, answers: ["hang"] });
      return { amid: () => receiver.count(1) };
    },
  },
  {
    name: "a mail server never answers",
    config: {
      targets: [shut],
      notify: [
        { email: { smtp: "smtp://127.0.0.1:9025", from: "a@example.com", to: "b@example.com" } },
      ],
    },
    pending: 1,
    async scene({ lab }) {
      const server = await startMailServer(lab.prober, { port: 9025, answers: ["hang"] });
      return { amid: () => server.count(1) };
    },
  },
  {
    name: "its name server never answers",
    config: { targets: ["web.example.com"] },
    async scene({ lab }) {
      const names = await startNameServer(lab.prober, "silence");
      const asked = names.asked();
      return { amid: () => asked, clear: () => names[Symbol.dispose]() };
    },
  },
  {
    name: "its configuration has become junk",
    scene: ({ home }) => ({
      amid(daemon) {
        home.configure("targets: [\u0000");
        return daemon.ask("/-/reload", { method: "POST" });
      },
    }),
  },
  {
    name: "it takes over ten thousand targets",
    scene: ({ home }) => ({
      amid(daemon) {
        const defaults = { interval: "10s", timeout: "150ms" };
        home.configure({ ...common, defaults, targets: fleet(10_000) });
        daemon.running.child.kill("SIGHUP");
        // A few hundred are there, and the rest on their way.
        return daemon.until<Targets>(
          "/api/v1/targets",
          ({ targets }) => targets.length > answering,
        );
      },
    }),
  },
];

describe.skipIf(missing)(`SIGTERM ${missing ?? ""}`, { timeout: 60_000 }, () => {
  test.concurrent.for(situations)(
    "while $name: it ends within seconds, and all is stored",
    async ({ config = {}, scene, pending = 0, diskIsFull }, { expect }) => {
      using lab = createLab();
      lab.anyIp("10.100.0.0/16");
      await startListener(lab.target, { port: 443 });
      using home = new Home();
      home.configure({
        ...common,
        ...config,
        targets: [...fleet(answering), ...(config.targets ?? [])],
      });
      const { amid, clear } = await scene({ lab, home });
      try {
        const syns = countSyns(lab.prober);
        await using daemon = await startDaemon(home, { within: lab.prober });
        // Something is there to be stored.
        await daemon.until<Targets>(
          "/api/v1/targets?state=up",
          ({ targets }) => targets.length > 0,
        );
        await amid(daemon);

        const asked = performance.now();
        const { code } = await daemon.end("SIGTERM");
        const took = performance.now() - asked;

        expect(code).toBe(0);
        expect(took).toBeLessThan(patience);
        expect(integrityOf(home)).toBe("ok");
        if (diskIsFull) return;

        using history = openHistory(home.data);
        // What came last is there, and whatever is told is kept in its order.
        const events = history.reader.events({ limit: 100_000 });
        expect(events.filter(({ kind }) => kind === "stop")).toHaveLength(1);
        expect(history.reader.remembered().pending).toHaveLength(pending);
        const runs = [...(await storedRuns(home)).values()];
        const samples = runs.flat().filter(({ outcome }) => outcome !== "late");
        const targets = new Set(samples.map(({ target }) => target)).size;
        expect(syns() - samples.length).toBeLessThanOrEqual(targets);
      } finally {
        clear?.();
      }
    },
  );
});
