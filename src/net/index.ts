export type { Attempt, Connector, HandshakeEnd, LocalEnd, PeerFacts } from "./connector.ts";
export type { Destination, FrameView, Link, Origin, PacketBatch } from "./link.ts";
export { KernelLink, type KernelLinkOptions } from "./kernel-link.ts";
export { openClock, openConnector, type OpenConnectorOptions } from "./open-connector.ts";
export { defaultRing, ringFor } from "./tap.ts";
export { beginAnewWith } from "./exec.ts";
export { letGoOfProgram, shareHeap } from "./sparing.ts";
export { checkInterface, Routes, type RouteWishes } from "./routes.ts";
export { dropPrivileges, userIds } from "./privileges.ts";
