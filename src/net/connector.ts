import type { Endpoint } from "../endpoint.ts";
import type { Instant, Nanoseconds } from "../units.ts";

/** What a completed handshake told of the peer, as far as the platform shows it. */
export type PeerFacts = {
  /** As in its SYN-ACK, unscaled. */
  readonly window?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: true;
};

/** How a handshake stood when it was finished. */
export type HandshakeEnd = {
  /** From our call to the answer by our own clock: never less than the delay, more on a busy machine. */
  readonly elapsed: Nanoseconds;
  /**
   * From the SYN to its answer. Absent when a SYN was, or may have been, sent again: the answer
   * does not say to which it is one (Karn's rule, RFC 6298 §3).
   */
  readonly rtt?: Nanoseconds;
  /** Whose clock `rtt` is from. */
  readonly clock: "kernel" | "user";
  /** SYNs that were sent again because nothing answered; absent where the platform hides it. */
  readonly resent?: number;
} & (
  | { readonly how: "completed"; readonly peer: PeerFacts }
  /** A RST answered. */
  | { readonly how: "refused" }
  | {
      readonly how: "unreachable";
      readonly icmp: { readonly type: number; readonly code: number; readonly sender: string };
    }
  | { readonly how: "unanswered" }
  /** The kernel would not begin it, or ended it and says only the errno's name. */
  | { readonly how: "failed"; readonly errno: string }
);

/** The address and port that a handshake leaves from. */
export type LocalEnd = {
  readonly address: string;
  readonly port: number;
  readonly interface?: string;
};

/** One handshake that was begun. */
export interface Attempt {
  /** Just before its SYN left, by both clocks. */
  readonly sentAt: Instant;
  readonly startedAt: Nanoseconds;
  /** Absent until the platform tells it. */
  readonly source: LocalEnd | undefined;
  /** Says how it stands, and closes it with a RST, so that nothing is left of it. To be called once. */
  finish(): HandshakeEnd;
}

/** The machine's own TCP as a prober sees it: handshakes begun, news of those that came to an end. */
export interface Connector extends Disposable {
  /**
   * Where a handshake with the endpoint would leave from; undefined where only trying tells. Throws
   * NO_ROUTE, SOURCE_NOT_LOCAL, INTERFACE_UNKNOWN, INTERFACE_DOWN, TARGET_INVALID.
   */
  sourceToward(endpoint: Endpoint): Omit<LocalEnd, "port"> | undefined;
  /** Sends a SYN; undefined when as many as may be are under way already. Throws as `sourceToward`. */
  start(endpoint: Endpoint): Attempt | undefined;
  /** Visits the attempts that ended since the last call and are not finished yet. */
  drain(visit: (attempt: Attempt) => void): void;
  /** Resolves when some attempt has ended, when `wait` has passed, or on `wake`. */
  readable(wait: Nanoseconds): Promise<void>;
  /** Ends a pending `readable` at once. */
  wake(): void;
}
