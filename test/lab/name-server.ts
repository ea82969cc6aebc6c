import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Namespace } from "./namespaces.ts";

const program = fileURLToPath(new URL("./name-server-child.mjs", import.meta.url));
const address = "127.0.0.53";

/** IPv4 addresses by name, with the seconds that they hold for; or no answer to anybody. */
export type Zone =
  | Readonly<Record<string, { readonly A: readonly string[]; readonly ttl?: number }>>
  | "silence";

/** The only name server that what runs in its namespace knows. */
export interface NameServer extends Disposable {
  /** Answers by this from now on; resolves when it does. */
  become(zone: Zone): Promise<void>;
  /** Resolves when it is asked again, whether it answers or not. */
  asked(): Promise<void>;
}

/** Starts it on the namespace's loopback; commands started in the namespace from now on ask it. */
export async function startNameServer(namespace: Namespace, zone: Zone = {}): Promise<NameServer> {
  // What stands in this folder takes the place of /etc for whatever `ip netns exec` starts.
  const folder = `/etc/netns/${namespace.name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/resolv.conf`, `nameserver ${address}\n`);
  const child = namespace.spawn(process.execPath, [program, JSON.stringify({ address })]);
  const lines = createInterface({ input: child.stdout! });
  const next = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (line: string) => {
        if (line !== wanted) return;
        lines.off("line", look);
        resolve();
      };
      lines.on("line", look);
      child.once("exit", () => reject(new Error("the name server ended")));
    });
  const server: NameServer = {
    async become(other) {
      const told = next("told");
      child.stdin!.write(`${JSON.stringify(other)}\n`);
      await told;
    },
    asked: () => next("asked"),
    [Symbol.dispose]() {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await next("ready");
  await server.become(zone);
  return server;
}
