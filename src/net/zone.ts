import { HalfopenError } from "../errors.ts";
import { interfacesUp } from "./interfaces.ts";

/** The interface index of an IPv6 zone (RFC 4007 §11), named or numbered. Throws INTERFACE_UNKNOWN. */
export function scopeOfZone(zone: string): number {
  if (/^[1-9]\d*$/.test(zone)) return Number(zone);
  const interfaces = interfacesUp();
  for (const address of interfaces[zone] ?? []) {
    if (address.family === "IPv6" && address.scopeid > 0) return address.scopeid;
  }
  throw new HalfopenError(
    "INTERFACE_UNKNOWN",
    `zone ${zone} names no interface with a link-local address on this host`,
    { remedy: `the interfaces here: ${Object.keys(interfaces).join(", ") || "none is up"}` },
  );
}
