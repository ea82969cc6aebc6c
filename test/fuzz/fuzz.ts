// `npm run fuzz`: five million mutated frames, or as many as the first argument says, through ring,
// decoders and matching. FUZZ_SEED repeats a run.
import { fuzz } from "./fuzz-run.ts";

const frames = Number(process.argv[2] ?? 5_000_000);
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
console.log(`FUZZ_SEED=${seed}: ${frames} frames`);
const start = performance.now();
const report = fuzz({ seed, frames });
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify(report));
console.log(`${seconds.toFixed(1)} s, ${Math.round(report.frames / seconds)} frames a second`);
