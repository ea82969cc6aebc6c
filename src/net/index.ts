export type { FrameView, Link, PacketBatch } from "./link.ts";
export { slotSize } from "./link.ts";
