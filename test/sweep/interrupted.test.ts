import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halfopen, program, refusal, startCommand, startHalfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import {
  byOutcome,
  killThirtyPercent,
  population,
  readSweep,
  type SweepProbe,
  synsSeen,
} from "./sweep.ts";

const missing = whyNoLab();

describe.skipIf(missing)(`a sweep that does not run straight through ${missing ?? ""}`, () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "halfopen-"));
    lab = createLab();
    lab.anyIp("10.100.0.0/16");
    lab.anyIp("fd00:100::/64");
    killThirtyPercent(lab.target);
    await startListener(lab.target, { port: 80 });
  });
  afterAll(() => {
    lab[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  /** Until this many SYNs have reached the target, for eight seconds at most. */
  async function untilSeen(count: number): Promise<void> {
    for (let looks = 0; looks < 160 && synsSeen(lab.target) < count; looks++) await sleep(50);
  }

  test.each([
    { tries: 1, threads: 1 },
    { tries: 2, threads: 1 },
    { tries: 1, threads: 2 },
    { tries: 2, threads: 2 },
  ])("interrupted three times it equals one run: $tries tries, $threads threads", async (how) => {
    const { tries, threads } = how;
    const file = join(folder, `${tries}-${threads}.resume`);
    const words =
      `sweep -p 80 10.100.0.0/22 [fd00:100::/118]:80 --rate 1000 -W 300ms --linger 50ms --pause 50ms ` +
      `-c ${tries} --threads ${threads} --json --resume-file ${file}`;
    const start = synsSeen(lab.target);
    const probes: SweepProbe[] = [];
    for (const [run, share] of [0.2, 0.4, 0.6, 2].entries()) {
      const resume = run === 0 ? [] : ["--resume", file];
      // Also when the one before was stopped late: this one must have begun.
      const begun = synsSeen(lab.target) + 50;
      const running = startHalfopen([...words.split(" "), ...resume], { within: lab.prober });
      if (share < 1) {
        await untilSeen(Math.max(start + 2048 * share * (tries === 1 ? 1 : 1.2), begun));
        running.child.kill("SIGINT");
      }
      const { stdout, stderr, code } = await running.ended;
      const told = readSweep(stdout);
      probes.push(...told.probes);
      expect(code).toBe(1);
      if (share < 1) {
        expect(told.summary).toMatchObject({ interrupted: true, resumeFile: file });
        expect(stderr).toContain(`go on with --resume ${file}`);
      } else {
        expect(told.summary).toMatchObject({
          told: 2048,
          sent: 2048 + (tries - 1) * 8 * 77,
          open: 8 * 179,
          timeout: 8 * 77,
          resumed: true,
          rtt: { count: 8 * 179 },
        });
        expect(told.summary).not.toHaveProperty("interrupted");
      }
    }
    expect(byOutcome(probes)).toEqual(population(4));
    expect(synsSeen(lab.target) - start).toBe(2048 + (tries - 1) * 8 * 77);
  });

  test("names are looked up once, and one that fails is told once", async () => {
    const file = join(folder, "names.resume");
    const words =
      `sweep -p 80 10.100.0.0/24 localhost nowhere.invalid --rate 200 -W 300ms --linger 50ms ` +
      `--json --resume-file ${file}`;
    const start = synsSeen(lab.target);
    const running = startHalfopen(words.split(" "), { within: lab.prober });
    await untilSeen(start + 60);
    running.child.kill("SIGINT");
    const first = readSweep((await running.ended).stdout);
    const resumed = await halfopen(`${words} --seed 7 --resume ${file}`, { within: lab.prober });
    const second = readSweep(resumed.stdout);
    const told = [...first.probes, ...second.probes].map(({ target }) => target);
    expect(new Set(told).size).toBe(258);
    expect(told).toHaveLength(258);
    expect(first.summary).toMatchObject({ interrupted: true, errorBy: { NAME_NOT_RESOLVED: 1 } });
    expect(second.summary).toMatchObject({
      told: 258,
      sent: 257,
      open: 179,
      closed: 1,
      timeout: 77,
      error: 1,
    });
    expect(resumed.stderr).toBe(
      `halfopen: going on in the order of the interrupted sweep, --seed ${first.summary.seed}\n`,
    );
    expect(resumed.code).toBe(2);
    // There is nothing left that one could go on with.
    expect(existsSync(file)).toBe(false);
  });

  test("what was not yet told is told before it ends, and a second Ctrl-C ends it at once", async () => {
    const file = join(folder, "second.resume");
    const words = `sweep -p 80 10.100.0.0/22 --rate 1000 -W 20s --json --resume-file ${file}`;
    const before = synsSeen(lab.target);
    const running = startHalfopen(words.split(" "), { within: lab.prober });
    await untilSeen(before + 100);
    running.child.kill("SIGINT");
    await sleep(300);
    expect(running.child.exitCode).toBeNull();
    running.child.kill("SIGINT");
    const started = performance.now();
    const { code } = await running.ended;
    expect(code).toBeNull();
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("what is known is told also when the resume file cannot be written", async () => {
    const file = join(folder, "no", "such", "folder.resume");
    const words = `sweep -p 80 10.100.0.0/22 --rate 1000 -W 100ms --json --resume-file ${file}`;
    const before = synsSeen(lab.target);
    const running = startHalfopen(words.split(" "), { within: lab.prober });
    await untilSeen(before + 50);
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    const { probes, summary } = readSweep(stdout);
    expect(probes.length).toBeGreaterThanOrEqual(50);
    expect(summary).toMatchObject({ interrupted: true, told: probes.length });
    expect(summary).not.toHaveProperty("resumeFile");
    expect(stderr).toContain(`halfopen: cannot write ${file}: no such file or directory\n`);
    expect(code).toBe(2);
  });

  test.each([
    {
      name: "of other targets",
      words: "10.100.0.0/23",
      sentence: /.* belongs to another sweep: its targets, ports or exclusions were not these/,
      remedy: /give the same targets.*/,
    },
    {
      name: "of another number of tries",
      words: "10.100.0.0/22 -c 5",
      sentence: /.* belongs to a sweep with -c 1/,
      remedy: "give -c 1 here too",
    },
  ])("a resume file $name is refused in a sentence", async ({ words, sentence, remedy }) => {
    const file = join(folder, "other.resume");
    const first = `sweep -p 80 10.100.0.0/22 --rate 500 -W 100ms --resume-file ${file}`;
    const before = synsSeen(lab.target);
    const running = startHalfopen(first.split(" "), { within: lab.prober });
    await untilSeen(before + 50);
    running.child.kill("SIGINT");
    await running.ended;
    const second = `sweep -p 80 ${words} --resume ${file}`;
    expect(await halfopen(second, { within: lab.prober })).toEqual(refusal(sentence, remedy));
  });

  test("a resume file that is something else is refused in a sentence", async () => {
    const file = join(folder, "junk.resume");
    writeFileSync(file, "\u0000\u0001 no such thing");
    const ended = await halfopen(`sweep 10.100.0.0/30 --resume ${file}`, { within: lab.prober });
    expect(ended).toEqual(
      refusal(`${file} is not a resume file`, "give the file that an interrupted sweep wrote"),
    );
  });

  test.each([1, 2])(
    "a reader that has seen enough ends it without a word, with %i threads",
    async (threads) => {
      const words = `sweep -p 80 10.100.128.0/18 --rate 20000 --threads ${threads}`;
      const script = `set -o pipefail; ${process.execPath} ${program} ${words} | head -n 3`;
      const running = startCommand("bash", ["-c", script], { within: lab.prober });
      const { code, stdout, stderr } = await running.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    },
  );

  test.each([1, 2])(
    "a reader that stalls loses no line and no reply, with %i threads",
    async (threads) => {
      const words = `sweep -p 80 10.100.128.0/18 --rate 20000 -W 1s --linger 100ms --threads ${threads} --json`;
      const before = synsSeen(lab.target);
      const child = lab.prober.spawn(process.execPath, [program, ...words.split(" ")], {
        stdio: ["ignore", "pipe", "inherit"],
        timeout: 25_000,
        killSignal: "SIGKILL",
      });
      // Nobody reads: the sweep must come to a halt by itself, and go on listening.
      child.stdout!.pause();
      let seen = -1;
      for (let looks = 0; looks < 30; looks++) {
        await sleep(700);
        const now = synsSeen(lab.target) - before;
        if (now > 0 && now === seen) break;
        seen = now;
      }
      expect(synsSeen(lab.target) - before).toBe(seen);
      expect(seen).toBeLessThan(10_000);
      await sleep(1500);

      let stdout = "";
      child.stdout!.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stdout!.resume();
      await once(child, "close");
      const { probes, summary } = readSweep(stdout);
      expect(new Set(probes.map(({ target }) => target)).size).toBe(16_384);
      expect(probes).toHaveLength(16_384);
      expect(byOutcome(probes)["timeout"]).toHaveLength(64 * 77);
      expect(summary).toMatchObject({ open: 64 * 179, timeout: 64 * 77, late: 0, ringDrops: 0 });
    },
  );
});

test.each([{ words: ["sweep", "-f", "-"] }, { words: ["ping", "-f", "-"] }])(
  "Ctrl-C ends $words.0 while it waits for more targets",
  async ({ words }) => {
    const { child, ended } = startHalfopen(words, { stdin: "pipe" });
    let complaints = "";
    child.stderr!.on("data", (text: string) => (complaints += text));
    child.stdin!.write("127.0.0.1:99999\n");
    // It reads, and has told what is wrong with the first line.
    await once(child.stderr!, "data");
    expect(complaints).toContain('standard input:1: "99999" is not a port');
    child.kill("SIGINT");
    expect((await ended).stdout).toBe("");
    expect(child.signalCode).toBe("SIGINT");
  },
);
