import { HalfopenError } from "../errors.ts";

/** Why a target is not understood, and what to write instead. */
export const invalidTarget = (message: string, remedy: string): HalfopenError =>
  new HalfopenError("TARGET_INVALID", message, { remedy });

/** The text as a sentence can hold it: control characters escaped, and not endless. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
