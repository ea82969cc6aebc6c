import { reasonOf } from "../errors.ts";

type Failure = Error & {
  readonly code?: string;
  readonly errno?: number;
  readonly cause?: Failure;
  /** One for each address that was tried. */
  readonly errors?: readonly Failure[];
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
export function whyUnreachable(error: unknown): string {
  const failure = error as Failure;
  const inner = failure.cause ?? failure.errors?.[0];
  if (failure.errno !== undefined) return reasonOf(failure);
  if (failure.code !== undefined && failure.code in words) return words[failure.code]!;
  if (inner !== undefined) return whyUnreachable(inner);
  return failure.code ?? "no connection came about";
}
