/** What an error means to whoever asked whether a port answers. */
export type IcmpErrorKind =
  | "no-route"
  | "prohibited"
  | "fragmentation-needed"
  | "time-exceeded"
  | "port-unreachable"
  | "other";

type Meaning = readonly [name: string, kind: IcmpErrorKind];

/** ICMP errors by "type/code" (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1, RFC 1108). */
const meanings4: Readonly<Record<string, Meaning>> = {
  "3/0": ["net-unreachable", "no-route"],
  "3/1": ["host-unreachable", "no-route"],
  "3/2": ["protocol-unreachable", "other"],
  "3/3": ["port-unreachable", "port-unreachable"],
  "3/4": ["fragmentation-needed", "fragmentation-needed"],
  "3/5": ["source-route-failed", "other"],
  "3/6": ["destination-network-unknown", "no-route"],
  "3/7": ["destination-host-unknown", "no-route"],
  "3/8": ["source-host-isolated", "no-route"],
  "3/9": ["network-administratively-prohibited", "prohibited"],
  "3/10": ["host-administratively-prohibited", "prohibited"],
  "3/11": ["network-unreachable-for-type-of-service", "no-route"],
  "3/12": ["host-unreachable-for-type-of-service", "no-route"],
  "3/13": ["communication-administratively-prohibited", "prohibited"],
  "3/14": ["host-precedence-violation", "prohibited"],
  "3/15": ["precedence-cutoff-in-effect", "prohibited"],
  "4/0": ["source-quench", "other"],
  "11/0": ["ttl-exceeded-in-transit", "time-exceeded"],
  "11/1": ["fragment-reassembly-time-exceeded", "time-exceeded"],
  "12/0": ["parameter-problem", "other"],
  "12/1": ["required-option-missing", "other"],
  "12/2": ["bad-length", "other"],
};

/** ICMPv6 errors by "type/code" (RFC 4443 §3, RFC 6554 §4.2, RFC 7112 §5, RFC 8883 §2). */
const meanings6: Readonly<Record<string, Meaning>> = {
  "1/0": ["no-route-to-destination", "no-route"],
  "1/1": ["communication-administratively-prohibited", "prohibited"],
  "1/2": ["beyond-scope-of-source-address", "no-route"],
  "1/3": ["address-unreachable", "no-route"],
  "1/4": ["port-unreachable", "port-unreachable"],
  "1/5": ["source-address-failed-policy", "prohibited"],
  "1/6": ["reject-route-to-destination", "prohibited"],
  "1/7": ["error-in-source-routing-header", "other"],
  "1/8": ["headers-too-long", "other"],
  "2/0": ["packet-too-big", "fragmentation-needed"],
  "3/0": ["hop-limit-exceeded-in-transit", "time-exceeded"],
  "3/1": ["fragment-reassembly-time-exceeded", "time-exceeded"],
  "4/0": ["erroneous-header-field", "other"],
  "4/1": ["unrecognized-next-header-type", "other"],
  "4/2": ["unrecognized-ipv6-option", "other"],
  "4/3": ["incomplete-header-chain-in-first-fragment", "other"],
};

const meaningOf = (family: 4 | 6, type: number, code: number): Meaning =>
  (family === 4 ? meanings4 : meanings6)[`${type}/${code}`] ?? [
    `type-${type}-code-${code}`,
    "other",
  ];

/** The name that the RFCs give to an error, in lower-case kebab; `type-3-code-99` when they give none. */
export const icmpErrorName = (family: 4 | 6, type: number, code: number): string =>
  meaningOf(family, type, code)[0];

export const icmpErrorKind = (family: 4 | 6, type: number, code: number): IcmpErrorKind =>
  meaningOf(family, type, code)[1];
