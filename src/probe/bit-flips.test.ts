import { describe, expect, test } from "vitest";
import { collect, endpoints, plan, simulate } from "../../test/support/simulation.ts";
import { synAck } from "../testing/index.ts";

const header = { 4: 20, 6: 40 } as const;
/** A SYN-ACK with all usual options. */
const segment = 40;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, bit) => from + bit);
const octets = (from: number, to: number): number[] => range(from * 8, to * 8);

/** Which single bits of a good SYN-ACK may be turned over without its being refused. */
async function acceptedFlips(family: 4 | 6, checksumFinished: boolean): Promise<number[]> {
  const bits = (header[family] + segment) * 8;
  const { prober } = simulate(
    ({ number }) => [synAck({ afterMs: 5, flipBit: number - 1, checksumFinished })],
    { prober: { caps: { rate: 1e6 } } },
  );
  const events = await collect(
    prober.run(
      plan({
        endpoints: [endpoints[family]],
        count: bits,
        intervalMs: 1,
        timeoutMs: 20,
        lingerMs: 20,
      }),
    ),
  );
  const results = events.flatMap((event) => (event.event === "probe" ? [event.result] : []));
  expect(results).toHaveLength(bits);
  return results
    .filter(({ outcome }) => outcome !== "timeout")
    .map(({ index }) => index - 1)
    .toSorted((a, b) => a - b);
}

/** What only the transport's checksum protects, from where the segment starts. */
function unprotected(at: number): number[] {
  return [
    ...octets(at + 4, at + 8), // sequence number
    at * 8 + 98, // data offset 8 for 10: the last options become payload
    ...range(at * 8 + 100, at * 8 + 104), // reserved bits
    ...range(at * 8 + 104, at * 8 + 107), // CWR, ECE, URG
    at * 8 + 108, // PSH
    ...octets(at + 14, at + 16), // window
    ...octets(at + 16, at + 18), // checksum
    ...octets(at + 18, at + 20), // urgent pointer
    ...octets(at + 20, at + segment), // options
  ];
}

describe("a good SYN-ACK with one bit turned over", () => {
  test("over IPv4 is never accepted: two checksums cover all of it", async () => {
    expect(await acceptedFlips(4, true)).toEqual([]);
  });

  test("over IPv6 is accepted only where no checksum reaches: class, flow label, hop limit", async () => {
    expect(await acceptedFlips(6, true)).toEqual([...range(4, 32), ...range(56, 64)]);
  });

  test("over IPv4 from this very host, its checksum unfinished, must still be ours", async () => {
    expect(await acceptedFlips(4, false)).toEqual(unprotected(header[4]));
  });

  test("over IPv6 from this very host, its checksum unfinished, must still be ours", async () => {
    expect(await acceptedFlips(6, false)).toEqual([
      ...range(4, 32),
      ...range(56, 64),
      ...unprotected(header[6]),
    ]);
  });
});
