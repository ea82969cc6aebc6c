import { icmpErrorKind, icmpErrorName } from "../wire/index.ts";
import type { IcmpFacts } from "./result.ts";

/** What an ICMP error says, with the names that the RFCs give to it. `mtu` 0: it tells none. */
export function icmpFacts(
  family: 4 | 6,
  type: number,
  code: number,
  sender: string,
  mtu = 0,
): IcmpFacts {
  const name = icmpErrorName(family, type, code);
  const kind = icmpErrorKind(family, type, code);
  return { type, code, name, kind, sender, ...(mtu > 0 && { mtu }) };
}
