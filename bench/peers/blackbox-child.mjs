// Asks blackbox_exporter for probes, as Prometheus does: LISTEN TARGET COUNT INTERVAL_MS. Prints seconds.
import { setTimeout } from "node:timers/promises";

const [listen, target, count, intervalMs] = process.argv.slice(2);

async function ready() {
  for (let attempt = 0; attempt < 500; attempt++) {
    const answer = await fetch(`http://${listen}/-/healthy`).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(20);
  }
  throw new Error("blackbox_exporter does not answer");
}

await ready();
const address = `http://${listen}/probe?module=tcp&target=${encodeURIComponent(target)}`;
const start = performance.now();
for (let index = 0; index < Number(count); index++) {
  await setTimeout(Math.max(0, start + index * Number(intervalMs) - performance.now()));
  const metrics = await (await fetch(address)).text();
  console.log(/^probe_duration_seconds (\S+)/m.exec(metrics)[1]);
}
