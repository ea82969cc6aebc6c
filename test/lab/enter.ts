import koffi from "koffi";
import { closeSync, openSync } from "node:fs";
import { getSystemErrorName } from "node:util";
import type { Namespace } from "./namespaces.ts";

const networkNamespace = 0x40000000;

/**
 * Moves this process's main thread into the namespace: sockets that it opens and commands that it
 * starts from now on are there. Disposing moves it back.
 */
export function enter({ name }: Namespace): Disposable {
  const setns = koffi.load(null).func("int setns(int fd, int kind)");
  const home = openSync("/proc/thread-self/ns/net", "r");
  const move = (fd: number): void => {
    const failed = setns(fd, networkNamespace) < 0 && getSystemErrorName(-koffi.errno());
    closeSync(fd);
    if (failed !== false) throw new Error(`setns failed (${failed})`);
  };
  move(openSync(`/run/netns/${name}`, "r"));
  return { [Symbol.dispose]: () => move(home) };
}
