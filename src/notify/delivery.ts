import type { ChannelConfig } from "../config/index.ts";
import type { Announcement } from "../incident.ts";

/** One message on its way to one channel. */
export type Delivery = {
  /** The same at every attempt: what the receiver knows it by. */
  readonly id: string;
  readonly vantage: string;
  /** Epoch milliseconds of this attempt. */
  readonly now: number;
  readonly announcement: Announcement;
};

/** Brings a delivery to its receiver; throws `DeliveryError` when it cannot. Takes ten seconds at the most. */
export type Send<Kind extends ChannelConfig["kind"]> = (
  channel: Extract<ChannelConfig, { kind: Kind }>,
  delivery: Delivery,
  signal: AbortSignal,
) => Promise<void>;

/** Why it could not be delivered. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /** This very message, or whoever sends it, is refused. */
  readonly refused: boolean;
  /** Milliseconds after which the receiver wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    options: { refused?: boolean; retryAfter?: number | undefined } = {},
  ) {
    super(message);
    this.refused = options.refused ?? false;
    this.retryAfter = options.retryAfter;
  }
}
