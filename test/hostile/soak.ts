// `npm run soak`, as root: 200,000 probes (or as many as the first argument says), 5,000 a second
// (or the second argument), through a hostile network; LAB_SEED repeats a run. Fails when a counter
// is not what the peer's ledger says, or when memory grows.
import { isDeepStrictEqual } from "node:util";
import { labSeed } from "../lab/peer/index.ts";
import { largestGrowth, soak } from "./soak-run.ts";

const [probes = 200_000, perSecond = 5000] = process.argv.slice(2).map(Number);
console.log(`LAB_SEED=${labSeed}: ${probes} probes, ${perSecond} a second`);
const { account, ledger, expected, growth } = await soak({ probes, perSecond });
const { counters, check, elapsedMs, memory } = account;

const inMegabytes = (octets: number) => (octets / 2 ** 20).toFixed(2);
console.log("counted ", JSON.stringify(counters));
console.log("expected", JSON.stringify(expected));
console.log("check   ", JSON.stringify(check));
console.log(
  `took     ${(elapsedMs / 1000).toFixed(1)} s; the peer missed ${ledger.missed} packets`,
);
for (const [tenth, { rss, heap }] of memory.entries()) {
  console.log(`tenth ${tenth + 1}: RSS ${inMegabytes(rss)} MB, heap ${inMegabytes(heap)} MB`);
}
console.log(`growth   RSS ${inMegabytes(growth.rss)} MB, heap ${inMegabytes(growth.heap)} MB`);

const failures = [
  !isDeepStrictEqual(counters, expected) && "the counters are not the ledger's",
  counters.sent !== probes && `${counters.sent} of ${probes} probes were sent`,
  ledger.missed > 0 && "the peer was too slow: its ledger is not exact",
  check.ringDrops > 0 && "the prober was too slow: the kernel dropped frames",
  growth.rss > largestGrowth.rss && "RSS grew",
  growth.heap > largestGrowth.heap && "the heap grew",
].filter((failure) => failure !== false);
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
