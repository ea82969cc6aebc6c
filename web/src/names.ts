import type { EndpointBody } from "../../src/api/contract.ts";

/** An endpoint as the API's events name it: `192.0.2.7:443`, `[2001:db8::1]:443`. */
export function endpointName({
  address,
  zone,
  port,
  family,
}: Pick<EndpointBody, "address" | "zone" | "port" | "family">): string {
  const whole = zone === undefined ? address : `${address}%${zone}`;
  return family === 6 ? `[${whole}]:${port}` : `${whole}:${port}`;
}
