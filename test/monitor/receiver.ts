import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Namespace } from "../lab/index.ts";

const program = fileURLToPath(new URL("./receiver-child.mjs", import.meta.url));

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A real HTTP server that notifications are sent to. */
export interface Receiver extends Disposable {
  /** Everything that was received so far. */
  readonly received: readonly Received[];
  /** Resolves with the first request, of those received already too, that is what is waited for. */
  got(wanted: (request: Received) => boolean): Promise<Received>;
}

/** What a request is answered with: a status, or nothing at all. */
export type Answering = number | "hang";

export async function startReceiver(
  namespace: Namespace,
  options: { port: number; address?: string; answers?: readonly Answering[] },
): Promise<Receiver> {
  const child = namespace.spawn(process.execPath, [program, JSON.stringify(options)]);
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const lines = createInterface({ input: child.stdout! });
  await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", () => reject(new Error("the receiver did not start")));
  });
  lines.on("line", (line) => {
    received.push(JSON.parse(line) as Received);
    for (const look of waiting) look();
  });
  return {
    received,
    got: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
