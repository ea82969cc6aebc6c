import { once } from "node:events";
import { readFileSync } from "node:fs";
import { program } from "../cli/halfopen.ts";
import type { Lab } from "../lab/index.ts";

export type WatchedSweep = {
  /** What to sweep, as the command line has it, and how many endpoints that are. */
  readonly targets: string;
  readonly endpoints: number;
  readonly rate: number;
  readonly threads: number;
  /** After that long it is taken to hang, and killed. */
  readonly patienceMs: number;
};

/** Resident memory in MiB: the least while a part of the endpoints was told, so without garbage. */
export type WatchedMemory = {
  /** Lines on standard output: one for each endpoint, and the heading. */
  readonly lines: number;
  /** After warming up, and near the end. */
  readonly early: number;
  readonly late: number;
};

/** Which parts of the endpoints: from the first fraction to before the second. */
const parts = { early: [0.25, 0.45], late: [0.75, 0.95] } as const;

/** `field` of a process's status, MiB: VmRSS is what is resident, VmHWM the most that ever was. */
export function memoryOf(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

/** Sweeps in the lab's prober while someone reads every line, and watches the memory. */
export async function watchSweep(lab: Lab, sweep: WatchedSweep): Promise<WatchedMemory> {
  const { targets, endpoints, rate, threads, patienceMs } = sweep;
  const words = `sweep ${targets} --rate ${rate} --threads ${threads} -W 500ms --linger 200ms --csv`;
  // The nursery's own growth, which differs from one V8 to the next, would hide what is looked for.
  const command = ["--max-semi-space-size=1", program, ...words.split(" ")];
  const child = lab.prober.spawn(process.execPath, command, {
    stdio: ["ignore", "pipe", "ignore"],
    timeout: patienceMs,
    killSignal: "SIGKILL",
  });
  let lines = 0;
  child.stdout!.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  });
  const least = { early: Number.POSITIVE_INFINITY, late: Number.POSITIVE_INFINITY };
  const sampling = setInterval(() => {
    const told = lines / endpoints;
    for (const name of ["early", "late"] as const) {
      const [from, to] = parts[name];
      if (told < from || told >= to) continue;
      least[name] = Math.min(least[name], memoryOf(child.pid!, "VmRSS"));
    }
  }, 20);
  // The process is a zombie, whose memory nobody can see, between its exit and its end.
  child.once("exit", () => clearInterval(sampling));
  await once(child, "close");
  return { lines, ...least };
}
