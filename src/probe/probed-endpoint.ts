import type { Origin } from "../net/index.ts";
import { parseAddress } from "../wire/index.ts";
import { ReplyLooks } from "./reply-looks.ts";
import type { Endpoint } from "./result.ts";

/** An endpoint that is being probed, with what the engine wants to know of it. */
export type ProbedEndpoint = {
  readonly endpoint: Endpoint;
  readonly words: Uint32Array;
  /** Interface index of a link-local address, found with the first route. */
  scope: number;
  /** The last origin that the route gave, and when it was asked. */
  origin: Origin | undefined;
  originAsked: number;
  /** What its replies looked like so far. */
  readonly looks: ReplyLooks;
};

/** An endpoint of which nothing is known yet. */
export const probedEndpointOf = (endpoint: Endpoint): ProbedEndpoint => ({
  endpoint,
  words: parseAddress(endpoint.address)?.words ?? new Uint32Array(4),
  scope: 0,
  origin: undefined,
  originAsked: Number.NEGATIVE_INFINITY,
  looks: new ReplyLooks(),
});
