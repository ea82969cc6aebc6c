import type { Endpoint } from "../endpoint.ts";

/** What the user named. */
export type Target = {
  /** `host:port`, with the host as it was written: how the target is shown. */
  readonly text: string;
  /** A host name in ASCII (RFC 5890 A-labels), or a canonical address without brackets or zone. */
  readonly host: string;
  readonly port: number;
  /** There when the host is an address already: nothing is left to resolve. */
  readonly literal?: Endpoint;
};
