export { Outbox, type OutboxOptions, type OutboxStatus } from "./outbox.ts";
