import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program, type Running, startCommand } from "../cli/halfopen.ts";
import { type Door, type Namespace, openDoor } from "../lab/index.ts";
import { type EventReader, readEvents } from "./event-reader.ts";

export type Answer = {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  /** The body as JSON. */
  json(): unknown;
};

/** A folder for one daemon: its configuration and its history. Removed when disposed. */
export class Home implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "halfopen-monitor-"));
  readonly config = join(this.directory, "halfopen.yaml");
  readonly data = join(this.directory, "data");

  /** JSON is YAML too. A text is written as it is; of an object, `data` and `listen` are filled in. */
  configure(config: string | Readonly<Record<string, unknown>>): this {
    const text =
      typeof config === "string"
        ? config
        : JSON.stringify({ listen: "127.0.0.1:8640", data: this.data, ...config }, undefined, 2);
    writeFileSync(this.config, text);
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A daemon that runs as a child process in a namespace. */
export interface Daemon extends AsyncDisposable {
  readonly running: Running;
  /** Asks its HTTP face; paths begin with a slash. */
  ask(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer>;
  /** Listens to a stream of its events. */
  listen(path?: string): Promise<EventReader>;
  /** Asks every `pause` ms until the answer is what is waited for; rejects after `patience` ms. */
  until<Body>(
    path: string,
    done: (body: Body) => boolean,
    options?: { readonly patience?: number; readonly pause?: number },
  ): Promise<Body>;
  /** Ends it with a signal and resolves with how it ended. */
  end(signal?: NodeJS.Signals): ReturnType<typeof endOf>;
}

const endOf = (running: Running) => running.ended;
const lookPause = 50;

/** Starts `halfopen monitor` and resolves when it answers. */
export async function startDaemon(
  home: Home,
  {
    within,
    env = {},
    words = [],
    before = [],
    longest = 300_000,
  }: {
    within: Namespace;
    env?: NodeJS.ProcessEnv;
    words?: readonly string[];
    /** A command that starts it, with the words of its own: who it is to run as. */
    before?: readonly string[];
    /** Milliseconds after which it is killed, should whoever started it have forgotten it. */
    longest?: number;
  },
): Promise<Daemon> {
  const line = [process.execPath, program, "monitor", "--config", home.config, ...words];
  const [command, ...rest] = [...before, ...line] as [string, ...string[]];
  const running = startCommand(command, rest, { within, env, patience: longest });
  const door = await openDoor(within, { port: 8640 });
  const daemon: Daemon = {
    running,
    ask: (path, options = {}) => ask(door, path, options),
    listen: (path = "/api/v1/events") => readEvents(door.path, path),
    async until<Body>(
      path: string,
      done: (body: Body) => boolean,
      { patience = 20_000, pause = lookPause } = {},
    ) {
      const start = performance.now();
      let latest = "nothing";
      while (performance.now() - start < patience) {
        const answer = await ask(door, path, {}).catch((error: Error) => error);
        latest = answer instanceof Error ? answer.message : answer.text;
        if (!(answer instanceof Error) && answer.status === 200) {
          const body = answer.json() as Body;
          if (done(body)) return body;
        }
        await new Promise((resolve) => {
          setTimeout(resolve, pause);
        });
      }
      throw new Error(`${path} did not say in ${patience} ms what was waited for: ${latest}`);
    },
    end(signal = "SIGTERM") {
      running.child.kill(signal);
      return endOf(running);
    },
    async [Symbol.asyncDispose]() {
      running.child.kill("SIGKILL");
      await running.ended;
      door[Symbol.dispose]();
    },
  };
  const ready = untilReady(door);
  const early = running.ended.then(({ code, stderr, stdout }) => {
    throw new Error(`the daemon ended with ${code} before it was ready: ${stderr}${stdout}`);
  });
  try {
    await Promise.race([ready, early]);
  } catch (error) {
    await daemon[Symbol.asyncDispose]();
    throw error;
  }
  early.catch(() => {});
  return daemon;
}

async function untilReady(door: Door): Promise<void> {
  const start = performance.now();
  while (performance.now() - start < 20_000) {
    const answer = await ask(door, "/-/healthy", {}).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => {
      setTimeout(resolve, lookPause);
    });
  }
  throw new Error("the daemon does not answer");
}

function ask(
  { path: socketPath }: Door,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path, method, headers: { host: "127.0.0.1:8640", ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: () => JSON.parse(text) as unknown,
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
