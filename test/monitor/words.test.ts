import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import { createLab, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";

const missing = whyNoLab();

const check = (home: Home) => halfopen(["monitor", "--check-config", "--config", home.config]);

describe("halfopen monitor --check-config", () => {
  test("prints what a configuration comes to, starts nothing, and ends with 0", async () => {
    using home = new Home().configure({
      listen: "127.0.0.1:9999",
      defaults: { interval: "1s" },
      targets: ["192.0.2.1:443", { host: "www.example.com", interval: "500ms" }],
      alerts: { lossy: { lossRatio: 0.2, over: "2m" } },
      notify: [{ webhook: { url: "https://hooks.example/secret" } }],
    });
    const { code, stdout, stderr } = await check(home);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    // 3 probes a second are 259,200 samples a day, of 12 octets each.
    expect(stdout.split("\n").map((line) => line.replace(/ +/, " "))).toEqual([
      "targets 2 (1 name, 1 address)",
      "endpoints 2",
      "probes 3.0 a second, at most 20000",
      expect.stringMatching(/^disk about 3\.1 MB a day, \d+ MB in the end$/),
      "kept samples 3d, minutes 90d, hours 5y",
      "alerts 1 down, 1 lossy, 0 slow",
      "notify webhook",
      "listen 127.0.0.1:9999",
      `data ${home.data}`,
      "",
    ]);
    expect(existsSync(home.data)).toBe(false);
  });

  test("says of a wrong one where and what, all at once, and ends with 2", async () => {
    using home = new Home().configure(
      "targets:\n  - host: www.example.com\n    intervall: 5s\n  - host: db.example.com\n    port: 70000\n",
    );
    const { code, stdout, stderr } = await check(home);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(new RegExp(`^${home.config}:3:5: .*intervall.*interval`));
    expect(lines[1]).toMatch(new RegExp(`^${home.config}:5:11: .*from 1 to 65535.*70000`));
    expect(lines[2]).toBe("halfopen: 2 things are wrong with the configuration");
  });

  test("says of one that is not there that it is not", async () => {
    using home = new Home();
    const { code, stdout, stderr } = await check(home);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `halfopen: there is no file ${home.config}\n  write one with \`halfopen init ${home.config}\`, or name another with --config\n`,
    );
  });

  test("says what this machine lacks of what it names, all at once, and ends with 2", async () => {
    using home = new Home().configure({ user: "no-such-user", interface: "nope0" });
    const { code, stderr } = await check(home);
    const lines = stderr.split("\n");
    expect(code).toBe(2);
    expect(lines[0]).toBe('halfopen: there is no user "no-such-user" on this machine');
    expect(lines[2]).toBe("halfopen: there is no interface nope0 on this host");
    expect(lines).toHaveLength(5);
  });
});

describe.skipIf(missing)(`a monitor that cannot start ${missing ?? ""}`, () => {
  test.each(["/proc/halfopen", "/proc/halfopen/data"])(
    "says that it cannot keep a history in %s, and what to do",
    async (data) => {
      using lab = createLab();
      using home = new Home().configure({ data });
      const ended = await halfopen(["monitor", "--config", home.config], { within: lab.prober });
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(
        `halfopen: cannot keep a history in ${data} (no such file or directory)\n  make it a folder`,
      );
      expect(ended.stderr).not.toMatch(/^\s+at /m);
    },
  );
});

const logOf = async (...words: string[]): Promise<string[]> => {
  using lab = createLab();
  using home = new Home().configure({ targets: [] });
  await using daemon = await startDaemon(home, { within: lab.prober, words });
  const { code, stdout, stderr } = await daemon.end();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  return stderr.trimEnd().split("\n");
};

describe.skipIf(missing)(`the log of a monitor ${missing ?? ""}`, { timeout: 60_000 }, () => {
  test.concurrent("is JSON where nobody looks: a line each, with level, time and one sentence", async () => {
    const lines = (await logOf()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
      expect(Date.parse(String(line["time"]))).toBeGreaterThan(0);
    }
    expect(lines.map(({ msg }) => msg)).toContain("stopping");
  });

  test.concurrent("is for people with --log-format human", async () => {
    const lines = await logOf("--log-format", "human");
    for (const line of lines) expect(line).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] \w+: \S/);
    expect(lines.at(-1)).toMatch(/INFO: stopping$/);
  });

  test.concurrent("tells of a target that goes down", async () => {
    using lab = createLab();
    const web = { host: lab.target.address4, port: 81, name: "web" };
    using home = new Home().configure({ defaults: { interval: "100ms" }, targets: [web] });
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<{ targets: { state: string }[] }>(
      "/api/v1/targets",
      ({ targets }) => targets[0]?.state === "down",
    );
    const { stderr } = await daemon.end();
    expect(stderr).toContain('"level":40');
    expect(stderr).toContain('"msg":"web is down, was unknown"');
  });

  test.concurrent("is as quiet as it is told to be with --log-level", async () => {
    expect(await logOf("--log-level", "error")).toEqual([""]);
  });
});
