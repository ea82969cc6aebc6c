// Probes a fleet through the library, each endpoint once a second: FIRST-ADDRESS ENDPOINTS PORT SECONDS.
// Prints, as JSON, how many answered and how late the SYNs left.
import { openProber } from "../dist/index.js";

const [firstAddress, size, port, seconds] = process.argv
  .slice(2)
  .map((word, at) => (at === 0 ? word : Number(word)));
const interval = 1e9;
const first = firstAddress.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
const endpoints = Array.from({ length: size }, (_, index) => ({
  address: [24, 16, 8, 0].map((shift) => ((first + index) >>> shift) & 0xff).join("."),
  family: 4,
  port,
}));
const numberOf = new Map(endpoints.map(({ address }, index) => [address, index]));

const prober = openProber({ method: "syn" });
const plan = { endpoints, count: seconds, interval, timeout: interval };
const { stagger } = prober.paceOf(plan);

// By the kernel's stamp, against a grid whose start is where the most punctual probe puts it.
const lateness = new Float64Array(size * seconds).fill(Number.POSITIVE_INFINITY);
let told = 0;
let answered = 0;
let epoch;
for await (const event of prober.run(plan)) {
  if (event.event !== "probe") continue;
  const { endpoint, index, sentAt, outcome } = event.result;
  epoch ??= sentAt.seconds;
  const due = (index - 1) * interval + numberOf.get(endpoint.address) * stagger;
  lateness[told++] = (sentAt.seconds - epoch) * 1e9 + sentAt.nanoseconds - due;
  if (outcome === "open") answered++;
}
lateness.sort();
const [start] = lateness;
const late = (share) => lateness[Math.ceil(share * told) - 1] - start;
const { lateSends, ringDrops } = prober.selfCheck();
const found = {
  told,
  answered,
  p50: late(0.5),
  p99: late(0.99),
  worst: late(1),
  lateSends,
  ringDrops,
};
console.log(JSON.stringify(found));
await prober[Symbol.asyncDispose]();
