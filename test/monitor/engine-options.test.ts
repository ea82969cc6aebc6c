import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createLab, whyNoLab } from "../lab/index.ts";
import { type Daemon, Home, startDaemon } from "./daemon.ts";

const missing = whyNoLab();

/** The words that the process runs with which was started: its id is still the same. */
const wordsOf = ({ running }: Daemon): string[] =>
  readFileSync(`/proc/${running.child.pid}/cmdline`, "utf8").split("\0").slice(0, -1);

const homeFor = (target: string): Home =>
  new Home().configure({ vantage: "here", targets: [{ host: target, port: 443, name: "web" }] });

describe.skipIf(missing)(`the engine of a monitor ${missing ?? ""}`, () => {
  test("it begins anew in its own place, with less room for what is new", async () => {
    using lab = createLab();
    using home = homeFor(lab.target.address4);
    await using daemon = await startDaemon(home, {
      within: lab.prober,
      words: ["--log-level", "info"],
    });
    expect(wordsOf(daemon).slice(1)).toEqual([
      expect.stringMatching(/^--max-semi-space-size=/),
      expect.stringMatching(/^--heap-growing-percent=/),
      "--no-allocation-site-pretenuring",
      expect.stringMatching(/main\.js$/),
      "monitor",
      "--config",
      home.config,
      "--log-level",
      "info",
    ]);
    const { code, stderr } = await daemon.end();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("watching 1 target"),
    });
  });

  test("whoever gives it options of its own has those", async () => {
    using lab = createLab();
    using home = homeFor(lab.target.address4);
    await using daemon = await startDaemon(home, {
      within: lab.prober,
      env: { NODE_OPTIONS: "--max_semi_space_size=32" },
    });
    const options = wordsOf(daemon).filter((word) => word.startsWith("--"));
    expect(options).toEqual([
      "--max_semi_space_size=32",
      expect.stringMatching(/^--heap-growing-percent=/),
      "--no-allocation-site-pretenuring",
      "--config",
    ]);
  });
});
