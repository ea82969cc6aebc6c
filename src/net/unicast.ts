import { HalfopenError } from "../errors.ts";
import { formatAddress, isMulticast, isUnspecified } from "../wire/index.ts";

/** Throws TARGET_INVALID for an address that names no single host. */
export function checkUnicast(family: 4 | 6, words: Uint32Array): void {
  if (!isMulticast(family, words) && !isUnspecified(family, words)) return;
  throw new HalfopenError(
    "TARGET_INVALID",
    `${formatAddress(family, words)} names no single host`,
    { remedy: "name the unicast address of one host" },
  );
}
