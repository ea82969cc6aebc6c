import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

/** What the kernel must know, and since when it does. */
const needs = [
  { since: [3, 2], what: "the tap (TPACKET_V3)", verdict: "failed" },
  { since: [4, 5], what: "SYNs over IPv6 (IPV6_HDRINCL)", verdict: "warning" },
] as const;

/** The version in a kernel's release: `6.1.0-30-amd64` is [6, 1]. */
export function readVersion(release: string): readonly [number, number] | undefined {
  const found = /^(\d+)\.(\d+)/u.exec(release);
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}

export function checkKernel({ platform, release }: Machine): Check {
  const name = "kernel";
  const version = platform === "linux" ? readVersion(release) : undefined;
  if (version === undefined) {
    return notOk(
      name,
      "unknown",
      `${platform} ${release}`,
      "halfopen knows its needs of Linux only",
    );
  }
  const [major, minor] = version;
  const missing = needs.find(
    ({ since }) => major < since[0] || (major === since[0] && minor < since[1]),
  );
  if (missing === undefined) {
    return ok(name, `Linux ${release}; needed: ${needs.map(needed).join(", ")}`);
  }
  return notOk(
    name,
    missing.verdict,
    `Linux ${release} is too old for ${missing.what}`,
    `take Linux ${missing.since.join(".")} or newer`,
  );
}

const needed = ({ since, what }: (typeof needs)[number]) => `${since.join(".")} for ${what}`;
