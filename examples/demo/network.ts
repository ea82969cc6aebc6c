import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { openDoor, type Door, type Lab } from "../../test/lab/index.ts";
import { startPeer } from "../../test/lab/peer/index.ts";
import type { Character } from "./characters.ts";

/** The prefixes of documentation (RFC 5737, RFC 3849): within the demo's namespaces they are real. */
const prefixes = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"] as const;

/** Puts every server behind one device of the prober's namespace. */
export async function startServers(
  lab: Lab,
  cast: readonly Character[],
  seed: number,
): Promise<void> {
  const at = Object.fromEntries(
    cast.flatMap(({ addresses, present }) => addresses.map((address) => [address, present])),
  );
  await startPeer(lab, { name: "the demo", replies: [], at }, { seed });
  for (const prefix of prefixes) {
    const family = prefix.includes(":") ? ["-6"] : [];
    lab.prober.run("ip", [...family, "route", "add", prefix, "dev", "peer0"]);
  }
}

/** Lets names be found within the prober's namespace, as its hosts file; disposing removes that. */
export function nameServers(lab: Lab, cast: readonly Character[]): Disposable {
  // What `ip netns exec` puts in the place of this machine's own.
  const etc = `/etc/netns/${lab.prober.name}`;
  const lines = cast.flatMap(({ name, addresses }) =>
    addresses.map((address) => `${address} ${name}\n`),
  );
  mkdirSync(etc, { recursive: true });
  writeFileSync(`${etc}/hosts`, lines.join(""));
  return { [Symbol.dispose]: () => rmSync(etc, { recursive: true, force: true }) };
}

/** Lets this machine's browsers reach a port inside the namespace at 127.0.0.1. */
export async function openToBrowsers(
  lab: Lab,
  inside: number,
  port: number,
): Promise<Disposable & { readonly port: number }> {
  const door: Door = await openDoor(lab.prober, { port: inside });
  const server: Server = createServer((outside) => {
    const within = connect(door.path);
    outside.pipe(within).pipe(outside);
    const end = () => {
      outside.destroy();
      within.destroy();
    };
    for (const socket of [outside, within]) socket.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      server.close();
      door[Symbol.dispose]();
    },
  };
}
