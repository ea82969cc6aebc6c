import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Permutation } from "../../src/sweep/index.ts";
import { startHalfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { memoryOf, watchSweep } from "./memory-run.ts";
import { readSweep } from "./sweep.ts";

const missing = whyNoLab();

describe.skipIf(missing)(`memory ${missing ?? ""}`, () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "halfopen-"));
    lab = createLab();
    lab.anyIp("10.104.0.0/13");
    await startListener(lab.target, { port: 80 });
  });
  afterAll(() => {
    lab[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  // `npm run soak:sweep` is the long one.
  test("does not grow with what has been swept", { timeout: 90_000 }, async () => {
    const { lines, early, late } = await watchSweep(lab, {
      targets: "-p 80 10.104.0.0/14",
      endpoints: 262_144,
      rate: 30_000,
      threads: 1,
      patienceMs: 80_000,
    });
    expect(lines).toBe(262_145);
    // 130,000 endpoints later: a hundred octets for each would be 12.5 MiB.
    expect(late - early).toBeLessThan(12);
    expect(late).toBeLessThan(200);
  });

  test("a long list from standard input is taken in as a stream", async () => {
    const count = 200_000;
    // In no order, so that no two lines are neighbours of one prefix.
    const order = new Permutation(count, 7);
    const line = (n: number): string => {
      const low = order.at(n);
      return `10.${104 + (low >> 16)}.${(low >> 8) & 255}.${low & 255}:80\n`;
    };
    const resumeFile = join(folder, "list.resume");
    const words = `sweep -f - -W 300ms --linger 0s --json --resume-file ${resumeFile}`.split(" ");
    // How much room short-lived objects get differs from one Node to the next, and is not meant.
    const env = { NODE_OPTIONS: "--max-semi-space-size=8" };
    const sweep = startHalfopen(words, { within: lab.prober, stdin: "pipe", env });
    sweep.child.stdin!.end(Array.from({ length: count }, (_, n) => line(n)).join(""));
    // The list has been read when the first is told.
    await sweep.line(/"event":"probe"/);
    const most = memoryOf(sweep.child.pid!, "VmHWM");
    sweep.child.kill("SIGINT");
    const { summary } = readSweep((await sweep.ended).stdout);
    expect(summary.endpoints).toBe(count);
    expect(most).toBeLessThan(170);
  });
});
