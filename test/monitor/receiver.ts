import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Namespace } from "../lab/index.ts";

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A mail as it came over SMTP, whether it was taken or not. */
export type Mail = { readonly from: string; readonly to: readonly string[]; readonly text: string };

/** A real server that notifications are sent to. */
export interface Receiver<Got = Received> extends Disposable {
  /** Everything that was received so far. */
  readonly received: readonly Got[];
  /** Resolves with the first, of those received already too, that is what is waited for. */
  got(wanted: (request: Got) => boolean): Promise<Got>;
  /** Resolves when so many were received. */
  count(wanted: number): Promise<void>;
}

/** What each request is answered with, the last for all that follow: a status, or nothing at all. */
type Answers = readonly (number | "hang")[];

type ReceiverOptions = {
  readonly port: number;
  readonly address?: string;
  readonly answers?: Answers;
};

/** An HTTP server: answers with these statuses. */
export const startReceiver = (namespace: Namespace, options: ReceiverOptions): Promise<Receiver> =>
  start(namespace, new URL("./receiver-child.mjs", import.meta.url), options);

/** An SMTP server: says these codes of the mails that it is given. */
export const startMailServer = (
  namespace: Namespace,
  options: ReceiverOptions,
): Promise<Receiver<Mail>> =>
  start(namespace, new URL("./mail-server-child.mjs", import.meta.url), options);

async function start<Got>(
  namespace: Namespace,
  program: URL,
  options: ReceiverOptions,
): Promise<Receiver<Got>> {
  const child = namespace.spawn(process.execPath, [
    fileURLToPath(program),
    JSON.stringify(options),
  ]);
  const received: Got[] = [];
  const waiting = new Set<() => void>();
  const lines = createInterface({ input: child.stdout! });
  await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", () => reject(new Error("the receiver did not start")));
  });
  lines.on("line", (line) => {
    received.push(JSON.parse(line) as Got);
    for (const look of waiting) look();
  });
  /** Resolves with what `find` gives, once it gives something. */
  const until = <Found>(find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    received,
    got: (wanted) => until(() => received.find(wanted)),
    async count(wanted) {
      await until(() => received[wanted - 1]);
    },
    [Symbol.dispose]: () => void child.kill("SIGKILL"),
  };
}
