import { domainToASCII } from "node:url";
import { invalidTarget, quote } from "./refusal.ts";

/**
 * A host name in lower case and in ASCII: `Bücher.example` becomes `xn--bcher-kva.example`.
 * Throws TARGET_INVALID for what the DNS could not hold (RFC 1035 §2.3.4) and for junk.
 */
export function hostNameInAscii(text: string): string {
  if (text === "") throw invalidTarget("the host is missing", example);
  const junk = forbidden.exec(text)?.[0];
  if (junk !== undefined) {
    throw invalidTarget(`${quote(text)} is not a host: it contains ${describe(junk)}`, example);
  }
  const name = domainToASCII(text);
  const labels = name.replace(/\.$/, "").split(".");
  // A name that ends in a number is an IPv4 address or nothing; resolvers read `127.1` as 127.0.0.1.
  if (name === "" || /^(\d+|0x[\da-f]*)$/.test(text.split(".").at(-1)?.toLowerCase() ?? "")) {
    throw invalidTarget(`${quote(text)} is neither a host name nor an IPv4 address`, example);
  }
  if (labels.some((label) => label === "")) {
    throw invalidTarget(`${quote(text)} has an empty label between its dots`, example);
  }
  if (labels.some((label) => label.length > 63)) {
    throw invalidTarget(`${quote(text)} has a label of more than 63 octets`, example);
  }
  if (labels.join(".").length > 253) {
    throw invalidTarget(`${quote(text)} is longer than the 253 octets of a host name`, example);
  }
  return name;
}

const example = "name a host and a port, as in example.com:443";

/** Every ASCII character but those of host names, and the underscore that is seen in the wild. */
// oxlint-disable-next-line no-control-regex -- control characters are what must be refused
const forbidden = /[\u0000-\u002c\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u007f]/;

const describe = (character: string): string =>
  /\s/.test(character) ? "white space" : JSON.stringify(character);
