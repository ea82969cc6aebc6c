/** Ends when a port answers, or after a minute. `npx tsx examples/wait-until-up.ts db.example:5432` */
import { ping } from "halfopen";

const target = process.argv[2] ?? "localhost:5432";
const signal = AbortSignal.timeout(60_000);

for await (const result of ping(target, { intervalMs: 500, signal })) {
  console.log(result.outcome);
  if (result.outcome === "open") process.exit(0);
}
console.error(`${target} did not come up`);
process.exit(1);
