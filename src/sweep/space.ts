/** One endpoint of a space, in numbers. The caller owns it, and `at` fills it in. */
export type SweepEndpoint = {
  family: 4 | 6;
  /** IPv4 in the first word. */
  readonly words: Uint32Array;
  port: number;
  /** Of a link-local address (RFC 4007 §11). */
  zone?: string | undefined;
};

/** All endpoints of a sweep, by number from 0; takes no memory for each where they are a prefix. */
export interface Space {
  readonly size: number;
  /** No two endpoints have an address and a port in common. */
  readonly isDistinct: boolean;
  at(index: number, into: SweepEndpoint): void;
}

/** The order in which a space is visited: each number once, or -1 where none is to be visited. */
export interface Order {
  at(step: number): number;
}
