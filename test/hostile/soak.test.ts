import { describe, expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { labSeed } from "../lab/peer/index.ts";
import { largestGrowth, soak } from "./soak-run.ts";

const missing = whyNoLab();

describe.skipIf(missing)(`a short soak (LAB_SEED=${labSeed}) ${missing ?? ""}`, () => {
  // `npm run soak` is the long one.
  test("20,000 probes through loss, duplication, reordering and corruption are all accounted for", async () => {
    const { account, ledger, expected, growth } = await soak({ probes: 20_000, perSecond: 4000 });
    expect(ledger.missed).toBe(0);
    expect(account.counters).toEqual(expected);
    expect(expected.sent).toBe(20_000);
    const { timeout, duplicate, rejected } = expected;
    expect(Math.min(timeout, duplicate, rejected["bad-checksum"] ?? 0)).toBeGreaterThan(0);
    expect(account.check).toMatchObject({ ringDrops: 0, unseenSends: 0 });
    // Half a second is a tenth of this run: too short to tell little growth from none.
    expect(growth.heap).toBeLessThan(4 * largestGrowth.heap);
  });
});
