import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstLine } from "./listener.ts";
import type { Namespace } from "./namespaces.ts";

const program = fileURLToPath(new URL("./door-child.mjs", import.meta.url));

/** A way from outside to a TCP port inside a namespace: a socket file, to be given as `socketPath`. */
export interface Door extends Disposable {
  readonly path: string;
}

/** Files know no network namespaces: what connects to this one arrives at the port inside. */
export async function openDoor(
  namespace: Namespace,
  { port, address = "127.0.0.1" }: { port: number; address?: string },
): Promise<Door> {
  const path = join(tmpdir(), `${namespace.name}-${port}.sock`);
  const child = namespace.spawn(process.execPath, [
    program,
    JSON.stringify({ path, port, address }),
  ]);
  await firstLine(child);
  return {
    path,
    [Symbol.dispose]() {
      child.kill("SIGKILL");
      rmSync(path, { force: true });
    },
  };
}
