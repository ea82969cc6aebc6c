export type { Destination, FrameView, Link, Origin, PacketBatch } from "./link.ts";
export { slotSize } from "./link.ts";
export { KernelClock } from "./kernel-clock.ts";
export { KernelLink, type KernelLinkOptions } from "./kernel-link.ts";
