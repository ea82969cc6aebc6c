import { HalfopenError } from "../errors.ts";

/** What was asked for cannot be meant, and what may be. */
export const usageError = (message: string, remedy: string): HalfopenError =>
  new HalfopenError("USAGE", message, { remedy });
