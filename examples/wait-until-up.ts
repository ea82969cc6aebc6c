/** Ends when a port answers, or after a minute. `npx tsx examples/wait-until-up.ts db.example:5432` */
import { setTimeout as sleep } from "node:timers/promises";
import { HalfopenError, ping } from "halfopen";

const target = process.argv[2] ?? "localhost:5432";
const signal = AbortSignal.timeout(60_000);

/** Whether it came up before time was over. A name that is not known yet may be known soon. */
async function comesUp(): Promise<boolean> {
  while (!signal.aborted) {
    try {
      for await (const { outcome } of ping(target, { intervalMs: 500, signal })) {
        console.log(outcome);
        if (outcome === "open") return true;
      }
    } catch (error) {
      if (!(error instanceof HalfopenError) || error.code !== "NAME_NOT_RESOLVED") throw error;
      console.log(error.message);
      await sleep(1000);
    }
  }
  return false;
}

try {
  if (await comesUp()) process.exit(0);
  console.error(`${target} did not come up`);
} catch (error) {
  if (!(error instanceof HalfopenError)) throw error;
  console.error(error.message);
  if (error.remedy !== undefined) console.error(error.remedy);
}
process.exit(1);
