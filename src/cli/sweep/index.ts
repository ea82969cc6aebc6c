export { sweep, type SweepSurroundings } from "./sweep.ts";
