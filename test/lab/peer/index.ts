export { type Counters, expectedCounters, type Patience } from "./expected.ts";
export type { Ledger, LedgerEntry, SentReply } from "./ledger.ts";
export { Random } from "./random.ts";
export {
  deadlineMs,
  lastReplyMs,
  type Reply,
  type Scenario,
  scenarioNamed,
  scenarios,
} from "./scenarios.ts";
export { labSeed, type RunningPeer, startPeer } from "./start-peer.ts";
