/** `npm run bench -- NAME`: measures, prints, and exits non-zero when a target is missed. */

/** Each resolves with whether its targets were met. */
const benches: Readonly<Record<string, () => Promise<boolean>>> = {
  accuracy: async () => (await import("./accuracy.ts")).accuracy(),
  throughput: async () => (await import("./throughput.ts")).throughput(),
  cost: async () => (await import("./cost.ts")).cost(),
  monitor: async () => (await import("./monitor/monitor.ts")).monitor(),
  dashboard: async () => (await import("./dashboard/dashboard.ts")).dashboard(),
  histogram: async () => (await import("./histogram.ts")).histogramCosts(),
};

const bench = benches[process.argv[2] ?? ""];
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join("|")}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await bench()) ? 0 : 1;
}
