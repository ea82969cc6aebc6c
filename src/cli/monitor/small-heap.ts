import { setFlagsFromString } from "node:v8";

/**
 * Trades a little processor for memory, in every thread. The space for new objects stays at the few
 * megabytes that it has, where V8 would let it grow to 32: what a probe leaves behind is gone within moments or
 * stays for minutes, so a larger one only fills up. And the old ones are looked through when they
 * have become a quarter more, where V8 would wait until they are several times as many.
 */
export function keepHeapSmall(): void {
  keep();
  // Beginning a thread undoes the first of them.
  process.on("worker", (worker) => worker.once("online", keep));
}

function keep(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=25");
}
