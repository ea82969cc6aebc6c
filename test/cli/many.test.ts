import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { sweepLineSchema } from "../schema/json.ts";
import { halfopen, program, readJson, startCommand } from "./halfopen.ts";

const missing = whyNoLab({ alsoNeeds: ["script", "stty"] });
const escape = String.fromCharCode(27);

/** The last picture on the terminal's other screen, line by line, without colours. */
function lastFrame(output: string): string[] {
  const [screen = ""] = output.split(`${escape}[?1049l`);
  const frame = screen.slice(screen.lastIndexOf(`${escape}[H`));
  const sequences = new RegExp(`${escape}\\[[?\\d]*[A-Za-z]`, "g");
  return frame.replaceAll(sequences, "").split(/\r+\n/);
}

/** What is left on the terminal when the other screen is gone. */
const afterwards = (output: string): string => output.split(`${escape}[?1049l`)[1] ?? "";

describe.skipIf(missing)(`halfopen ping with many endpoints ${missing ?? ""}`, () => {
  let lab: Lab;
  let folder: string;
  let list: string;
  beforeAll(async () => {
    lab = createLab();
    lab.anyIp("10.100.0.0/24");
    lab.target.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        "add rule inet f i ip daddr { 10.100.0.7, 10.100.0.9 } drop",
    ]);
    await startListener(lab.target, { port: 443 });
    folder = mkdtempSync(path.join(tmpdir(), "halfopen-many-"));
    list = path.join(folder, "fleet.txt");
    writeFileSync(
      list,
      "# a fleet\n10.100.0.0/28\n10.100.0.16/29:443\n10.100.0.24/30\n10.100.0.28\n10.100.0.29:444\n",
    );
  });
  afterAll(() => {
    lab[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  const ping = (words: string) => `ping -f ${list} -i 100ms -W 150ms ${words}`;

  test("draws a table on a terminal, worst first, within its window", async () => {
    const command = `stty cols 70 rows 12; ${process.execPath} ${program} ${ping("-c 12")}`;
    const words = ["-qec", command, "/dev/null"];
    const env = { TERM: "xterm", NO_COLOR: "1" };
    const { stdout } = await startCommand("script", words, { within: lab.prober, env }).ended;
    const [totals, headings, ...rows] = lastFrame(stdout);
    expect(totals).toMatch(/^30 endpoints: 27 up, 3 down, \d+ sent, \d\.\d% loss, 00:0\d$/);
    expect(headings).toMatch(/^STATE {3}TARGET +SENT +LOSS +LAST +P50 +P99 LAST/);
    expect(rows).toHaveLength(10);
    expect(rows.slice(0, 3)).toEqual([
      expect.stringMatching(/^timeout 10\.100\.0\.[79]:443 +\d+ +100% +- +- +- +×+$/),
      expect.stringMatching(/^timeout 10\.100\.0\.[79]:443 /),
      expect.stringMatching(/^closed {2}10\.100\.0\.29:444 +\d+ +0% +[\d.]+[nµm]s/),
    ]);
    expect(rows[3]).toMatch(/^open {4}10\.100\.0\.\d+:443 +\d+ +0% +.* [▁-█]+$/);
    expect(rows[9]).toBe("… and 21 more");
    expect(stdout.match(/… and 21 more/g)?.length).toBeGreaterThan(2);
    expect(afterwards(stdout)).toMatch(/OUTCOMES\r\n10\.100\.0\.[79]:443 +12 +100% .* 12 timeout/);
    expect(afterwards(stdout)).toMatch(/30 endpoints: 27 up, 3 down\r\n$/);
  });

  test("gives the terminal back when it is interrupted", async () => {
    const inner = `${process.execPath} ${program} ${ping("")}`;
    const command = `${inner} & child=$!; sleep 1; kill -INT $child; wait $child`;
    const words = ["-qec", `bash -c '${command}'`, "/dev/null"];
    const running = startCommand("script", words, { within: lab.prober, env: { TERM: "xterm" } });
    const { stdout } = await running.ended;
    expect(stdout.split(`${escape}[?1049h`)).toHaveLength(2);
    expect(afterwards(stdout)).toMatch(/30 endpoints: 27 up, 3 down\r\n/);
    expect(afterwards(stdout)).not.toContain(`${escape}[H`);
  });

  test("writes plain lines where no terminal is, and one table at the end", async () => {
    const { stdout, stderr, code } = await halfopen(ping("-c 2"), { within: lab.prober });
    expect(stdout).not.toContain(escape);
    expect(stdout.match(/^(syn-ack|rst|timeout) /gm)).toHaveLength(60);
    expect(stdout.match(/^10\.100\.0\.\d+:44[34] +2 /gm)).toHaveLength(30);
    expect(stdout).toMatch(/30 endpoints: 27 up, 3 down\n$/);
    expect({ stderr, code }).toEqual({ stderr: "", code: 1 });
  });

  test("keeps a block for each endpoint with --table never", async () => {
    const { stdout } = await halfopen(ping("-c 1 -q --table never"), { within: lab.prober });
    expect(stdout.match(/^--- 10\.100\.0\.\d+:44[34] ---$/gm)).toHaveLength(30);
  });

  test("tells each of them under --json, a name that fails as well", async () => {
    writeFileSync(path.join(folder, "names.txt"), "nowhere.invalid\n10.100.0.1\n");
    const words = `ping -f ${path.join(folder, "names.txt")} -c 1 --json`;
    const { stdout, code } = await halfopen(words, { within: lab.prober });
    const [unresolved = "", ...others] = stdout.split("\n");
    expect(sweepLineSchema.parse(JSON.parse(unresolved))).toMatchObject({
      target: "nowhere.invalid:443",
      outcome: "error",
      error: { code: "NAME_NOT_RESOLVED" },
    });
    const { probes, summaries } = readJson(others.join("\n"));
    expect(probes.map(({ target, outcome }) => [target, outcome])).toEqual([
      ["10.100.0.1:443", "open"],
    ]);
    expect(summaries.map(({ target }) => target)).toEqual(["10.100.0.1:443"]);
    expect(code).toBe(2);
  });

  test("goes on past a wrong line, says where it is, and ends with 2", async () => {
    writeFileSync(path.join(folder, "wrong.txt"), "10.100.0.1\n10.100.0.0/16\n");
    const words = `ping -f ${path.join(folder, "wrong.txt")} -c 1 -q`;
    const { stdout, stderr, code } = await halfopen(words, { within: lab.prober });
    expect(stdout).toContain("1 probe sent, 1 open");
    expect(stderr).toMatch(/wrong\.txt:2: this line stands for 65,536 endpoints/);
    expect(code).toBe(2);
  });
});
