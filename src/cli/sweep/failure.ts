import { type ErrorCode, HalfopenError } from "../../errors.ts";

/** An error as a message: a class does not survive the way. */
export type Failure = {
  readonly message: string;
  readonly code?: ErrorCode;
  readonly remedy?: string;
};

export function failureOf(error: unknown): Failure {
  if (error instanceof HalfopenError) {
    const { message, code, remedy } = error;
    return { message, code, ...(remedy !== undefined && { remedy }) };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

export function errorOf({ message, code, remedy }: Failure): Error {
  if (code === undefined) return new Error(message);
  return new HalfopenError(code, message, remedy === undefined ? {} : { remedy });
}
