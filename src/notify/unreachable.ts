import { getSystemErrorMap } from "node:util";

/** How far causes of causes are followed. */
const deepest = 8;

type Failure = {
  readonly code?: string;
  /** The mail library's code is a kind of its own, and this what it was before. */
  readonly originalCode?: string;
  readonly errno?: number;
  readonly cause?: unknown;
  /** One for each address that was tried. */
  readonly errors?: readonly unknown[];
};

/** What libraries name by a code of their own, where no kernel had a word. */
const words: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "it hung up",
  ECONNECTION: "it hung up",
  ECONNRESET: "it hung up",
  ETIMEDOUT: "it did not answer in time",
  EAUTH: "it refuses the login",
  ETLS: "no encrypted connection came about",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is from an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is from an unknown authority",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/**
 * Why a receiver could not be talked to, in words: those of errno(3) where the kernel said why.
 * Never the message of a library, which may have the address in it, and that may be the secret.
 */
export function whyUnreachable(error: unknown, depth = 0): string {
  const failure = (error ?? {}) as Failure;
  const [, ofKernel] = getSystemErrorMap().get(failure.errno ?? 0) ?? [];
  if (ofKernel !== undefined) return ofKernel;
  const code = failure.originalCode ?? failure.code;
  if (code !== undefined && Object.hasOwn(words, code)) return words[code]!;
  const inner = failure.cause ?? failure.errors?.[0];
  if (inner !== undefined && depth < deepest) return whyUnreachable(inner, depth + 1);
  return code ?? "no connection came about";
}
