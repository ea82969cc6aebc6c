export { Bitmap } from "./bitmap.ts";
export { EndpointSpace, SpaceBuilder, type SpaceData } from "./endpoint-space.ts";
export { Permutation } from "./permutation.ts";
export {
  readResumeFile,
  type ResumeState,
  type SavedPosition,
  writeResumeFile,
} from "./resume-file.ts";
export { mostAskedAgain } from "./round-listener.ts";
export type { SweepEndpoint } from "./space.ts";
export { flawless, oneAfterTheOther, sideBySide, type SweepCheck } from "./sweep-check.ts";
export type { SweepSink, Told } from "./sweep-sink.ts";
export { type Position, Sweeper } from "./sweeper.ts";
export { toldOf } from "./told.ts";
