import { getSystemErrorMap } from "node:util";

/** What can go wrong, as a stable name that programs may switch on. */
export type ErrorCode =
  | "USAGE"
  | "TARGET_INVALID"
  | "FILE_UNREADABLE"
  | "RESUME_REFUSED"
  | "STORE_NEWER"
  | "STORE_IN_USE"
  | "NAME_NOT_RESOLVED"
  | "NO_ADDRESS_OF_FAMILY"
  | "NO_ROUTE"
  | "SOURCE_NOT_LOCAL"
  | "INTERFACE_UNKNOWN"
  | "INTERFACE_DOWN"
  | "PORT_IN_USE"
  | "PORT_DENIED"
  | "PORTS_EXHAUSTED"
  | "RAW_SOCKET_DENIED"
  | "PLATFORM_UNSUPPORTED"
  | "SYSTEM_CALL_FAILED";

/** An error that a user can act on: one sentence of what happened, a code, and what to do about it. */
export class HalfopenError extends Error {
  override readonly name = "HalfopenError";
  readonly code: ErrorCode;
  readonly remedy: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { remedy?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
  }
}

/** An error of ours as it is, and any other as one of ours: whatever fails has a code and a sentence. */
export function asHalfopenError(error: unknown): HalfopenError {
  if (error instanceof HalfopenError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new HalfopenError("SYSTEM_CALL_FAILED", message, { cause: error });
}

/** Why a system call failed, in the words of errno(3) rather than its code; any other error's own message. */
export function reasonOf(error: unknown): string {
  const { errno } = error as { errno?: number };
  const [, words] = getSystemErrorMap().get(errno ?? 0) ?? [];
  return words ?? (error instanceof Error ? error.message : String(error));
}
