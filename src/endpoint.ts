/** One address and port that is really probed. `zone` only for IPv6 link-local addresses. */
export type Endpoint = {
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly zone?: string;
};

/** An endpoint's address with its zone, as people write it: `fe80::7%eth0`. */
export const formatAddress = (endpoint: Pick<Endpoint, "address" | "zone">): string =>
  endpoint.zone === undefined ? endpoint.address : `${endpoint.address}%${endpoint.zone}`;

/** `192.0.2.7:443`, `[2001:db8::7]:443`, `[fe80::7%eth0]:443` (RFC 3986 §3.2.2, RFC 4007 §11). */
export function formatEndpoint(endpoint: Endpoint): string {
  const address = formatAddress(endpoint);
  return endpoint.family === 6 ? `[${address}]:${endpoint.port}` : `${address}:${endpoint.port}`;
}
