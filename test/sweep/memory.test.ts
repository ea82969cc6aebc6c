import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../cli/halfopen.ts";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";

const missing = whyNoLab();

/** Resident memory of a process, MiB. */
function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

describe.skipIf(missing)(`memory ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    lab.anyIp("10.104.0.0/13");
    await startListener(lab.target, { port: 80 });
  });
  afterAll(() => lab[Symbol.dispose]());

  test("does not grow with what has been swept", async () => {
    // A quarter of a million endpoints, whose lines someone reads.
    const words = "sweep -p 80 10.104.0.0/14 --rate 30000 -W 500ms --linger 200ms --csv";
    // The nursery's own growth, which differs from one V8 to the next, would hide what is looked for.
    const command = ["--max-semi-space-size=1", program, ...words.split(" ")];
    const child = lab.prober.spawn(process.execPath, command, {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 28_000,
      killSignal: "SIGKILL",
    });
    let lines = 0;
    const samples: { readonly lines: number; readonly resident: number }[] = [];
    child.stdout!.on("data", (chunk: Buffer) => {
      for (const octet of chunk) if (octet === 10) lines++;
    });
    const sampling = setInterval(() => {
      samples.push({ lines, resident: residentOf(child.pid!) });
    }, 20);
    // The process is a zombie, whose memory nobody can see, between its exit and its end.
    child.once("exit", () => clearInterval(sampling));
    await once(child, "close");
    /** The least that it had while so many lines came: what stays when garbage is gone. */
    const leastBetween = (from: number, to: number): number =>
      Math.min(
        ...samples
          .filter((sample) => sample.lines >= from && sample.lines < to && sample.resident > 0)
          .map(({ resident }) => resident),
      );
    const early = leastBetween(60_000, 110_000);
    const late = leastBetween(200_000, 250_000);
    expect(lines).toBe(262_145);
    // 140,000 endpoints later: a hundred octets for each would be 14 MiB.
    expect(late - early).toBeLessThan(12);
    expect(late).toBeLessThan(200);
  });
});
