export { startCapture, type Capture, type CaptureOptions } from "./capture.ts";
export { type Door, openDoor } from "./door.ts";
export { enter } from "./enter.ts";
export { halfOpenEntries, type HalfOpenEntry } from "./half-open.ts";
export { startListener, type Listener, type ListenerOptions } from "./listener.ts";
export { createLab, type Lab, type LabOptions, type Namespace } from "./namespaces.ts";
export { type CapturedPacket } from "./pcap.ts";
export { whyNoLab } from "./requirements.ts";
