import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const commands = ["ip", "ss", "nft", "tcpdump"];
const tunDevice = "/dev/net/tun";

const isReadable = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

const isCommand = (name: string): boolean =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => isReadable(join(folder, name), constants.X_OK));

/**
 * Why this machine cannot run the lab, as one sentence, or undefined when it can:
 * `test.skipIf(whyNoLab())`. Where `CI` is set it throws instead, because there a test
 * that is left out would look like a test that passed.
 */
export function whyNoLab(
  options: { readonly alsoNeeds?: readonly string[] } = {},
): string | undefined {
  const missing = [
    ...(process.platform === "linux" ? [] : ["Linux"]),
    ...(process.geteuid?.() === 0 ? [] : ["root"]),
    ...[...commands, ...(options.alsoNeeds ?? [])].filter((name) => !isCommand(name)),
    ...(isReadable(tunDevice, constants.R_OK | constants.W_OK) ? [] : [tunDevice]),
  ];
  if (missing.length === 0) return undefined;
  const reason = `The lab of network namespaces needs ${missing.join(", ")}.`;
  if (process.env["CI"] !== undefined) throw new Error(reason);
  return reason;
}
