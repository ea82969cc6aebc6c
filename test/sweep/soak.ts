// `npm run soak:sweep`, as root and after a build: ten minutes of sweeping (or as many as the first
// argument says), half with one thread and half with two. Fails when a line is missing or memory grows.
import { createLab, startListener } from "../lab/index.ts";
import { watchSweep } from "./memory-run.ts";

const [minutes = 10, rate = 20_000] = process.argv.slice(2).map(Number);
const addresses = 2 ** 18;
/** MiB. What may look like growth and is only how allocators and collectors work. */
const largestGrowth = 8;

using lab = createLab();
lab.anyIp("10.104.0.0/13");
await startListener(lab.target, { port: 80 });

const ports = Math.max(1, Math.round((minutes * 60 * rate) / 2 / addresses));
const endpoints = addresses * ports;
for (const threads of [1, 2]) {
  const targets = `-p 80-${79 + ports} 10.104.0.0/14`;
  // A busy machine may take three times as long as the rate says.
  const patienceMs = Math.ceil((endpoints / rate) * 3000) + 60_000;
  const watched = await watchSweep(lab, { targets, endpoints, rate, threads, patienceMs });
  const { lines, early, late } = watched;
  console.log(
    `${threads} threads: ${lines - 1} of ${endpoints} endpoints told, ` +
      `RSS ${early.toFixed(1)} MiB after warming up, ${late.toFixed(1)} MiB near the end`,
  );
  const failures = [
    lines !== endpoints + 1 && "lines are missing",
    !(late - early < largestGrowth) && "memory grew",
  ].filter((failure) => failure !== false);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}
