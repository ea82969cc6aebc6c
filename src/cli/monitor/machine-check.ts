import type { MonitorConfig } from "../../config/index.ts";
import { asHalfopenError, type HalfopenError } from "../../errors.ts";
import { checkInterface, userIds } from "../../net/index.ts";

/**
 * What this machine lacks of what a configuration names, as the start of the daemon would say it. With the
 * method `connect` it starts without its interface, which may come up later.
 */
export function lackingHere({
  user,
  interface: name,
  method,
}: Pick<MonitorConfig, "user" | "interface" | "method">): HalfopenError[] {
  const checks = [
    () => user !== undefined && userIds(user),
    () => name !== undefined && method !== "connect" && checkInterface(name),
  ];
  return checks.flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      return [asHalfopenError(error)];
    }
  });
}
