export type { SimulatedFrame } from "./frame.ts";
export {
  type ArrivalOptions,
  bareAck,
  icmpError,
  type IcmpErrorOptions,
  leavingAgain,
  reset,
  segment,
  type SegmentOptions,
  synAck,
} from "./replies.ts";
export type { SentSyn } from "./sent-syn.ts";
export {
  type Reply,
  type Responder,
  SimulatedLink,
  type SimulatedLinkOptions,
  type SimulatedOrigin,
} from "./simulated-link.ts";
export {
  type HandshakeResponder,
  SimulatedConnector,
  type SimulatedConnectorOptions,
  type SimulatedEnd,
} from "./simulated-connector.ts";
export { VirtualClock } from "./virtual-clock.ts";
