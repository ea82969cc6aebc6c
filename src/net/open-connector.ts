import type { Clock } from "../clock.ts";
import { HalfopenError } from "../errors.ts";
import type { Connector } from "./connector.ts";
import { KernelClock } from "./kernel-clock.ts";
import { KernelConnector, type KernelConnectorOptions } from "./kernel-connector.ts";
import { NodeClock } from "./node-clock.ts";
import { NodeConnector } from "./node-connector.ts";

export type OpenConnectorOptions = KernelConnectorOptions;

/** The best clock that this platform has. */
export const openClock = (): Clock & Disposable =>
  process.platform === "linux" ? new KernelClock() : new NodeClock();

/**
 * Handshakes by this machine's TCP: on Linux as the kernel itself measures them, elsewhere by
 * `node:net`. Throws PLATFORM_UNSUPPORTED for what only Linux can be asked for.
 */
export function openConnector(clock: Clock, options: OpenConnectorOptions = {}): Connector {
  if (process.platform === "linux") return new KernelConnector(clock, options);
  if (options.interface !== undefined) {
    throw new HalfopenError(
      "PLATFORM_UNSUPPORTED",
      `choosing an interface needs Linux, and this is ${process.platform}`,
      { remedy: "choose the interface's address as the source instead" },
    );
  }
  return new NodeConnector(clock, options);
}
