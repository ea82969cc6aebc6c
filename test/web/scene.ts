import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createLab, type Lab, type Listener, startListener } from "../lab/index.ts";
import { type Daemon, Home, startDaemon } from "../monitor/daemon.ts";
import { startBrowser, type Surfer } from "./browser.ts";

/** A fleet in a lab, the daemon that watches it, and a browser beside the daemon. */
export interface Scene extends AsyncDisposable {
  readonly lab: Lab;
  readonly daemon: Daemon;
  readonly browser: Surfer;
  /** The port that tests stop and start; every other one stays. */
  readonly changing: { stop(): Promise<void>; start(): Promise<void> };
  /** Ends the daemon, or starts it once more over the same history. */
  stopDaemon(): Promise<void>;
  startDaemon(): Promise<void>;
  /** Ends the daemon and starts it with something else put over the configuration. */
  startDaemonAnew(more: Readonly<Record<string, unknown>>): Promise<void>;
}

const changingPort = 5432;

/** Four that are up, one of them at two addresses, one that is refused, and one whose port tests may stop. */
const targets = (lab: Lab) => [
  { host: lab.target.address4, name: "web-a", labels: { team: "edge", site: "tokyo" } },
  { host: lab.target.address6, name: "web-b", labels: { team: "edge", site: "osaka" } },
  { host: "pair.example.net", name: "pair", labels: { team: "edge" }, addresses: "all" },
  { host: "198.51.100.7", name: "api", labels: { team: "core" } },
  { host: lab.target.address4, port: 25, name: "mail", labels: { team: "core" } },
  { host: lab.target.address4, port: changingPort, name: "db", labels: { team: "core" } },
];

/** `more` is put over the configuration. */
export async function startScene(more: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const lab = createLab();
  const files = new Home();
  lab.anyIp("198.51.100.0/24");
  // What `ip netns exec` puts in the place of this machine's own.
  const etc = `/etc/netns/${lab.prober.name}`;
  mkdirSync(etc, { recursive: true });
  const { address4, address6 } = lab.target;
  writeFileSync(`${etc}/hosts`, `${address4} pair.example.net\n${address6} pair.example.net\n`);
  await startListener(lab.target, { port: 443 });
  let listener: Listener = await startListener(lab.target, { port: changingPort });
  const configure = (over: Readonly<Record<string, unknown>>) =>
    files.configure({
      defaults: { interval: "200ms", timeout: "400ms" },
      targets: targets(lab),
      alerts: { groupWithin: "100ms", flapping: 1000 },
      notify: [{ command: { run: ["true"] } }],
      statusPage: { title: "Example Networks", groupBy: "team" },
      ...over,
    });
  configure(more);
  const start = () => startDaemon(files, { within: lab.prober });
  let daemon = await start();
  const browser = await startBrowser(lab.prober);
  const scene: Scene = {
    lab,
    get daemon() {
      return daemon;
    },
    browser,
    changing: {
      stop: () => listener.stop(),
      async start() {
        listener = await startListener(lab.target, { port: changingPort });
      },
    },
    async stopDaemon() {
      await daemon.end();
      await daemon[Symbol.asyncDispose]();
    },
    async startDaemon() {
      daemon = await start();
    },
    async startDaemonAnew(over) {
      await scene.stopDaemon();
      configure(over);
      await scene.startDaemon();
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await daemon[Symbol.asyncDispose]();
      lab[Symbol.dispose]();
      rmSync(etc, { recursive: true, force: true });
      files[Symbol.dispose]();
    },
  };
  return scene;
}
