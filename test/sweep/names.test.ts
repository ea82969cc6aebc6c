import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHalfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, whyNoLab } from "../lab/index.ts";
import { readSweep } from "./sweep.ts";

const missing = whyNoLab();

/** Hears every question on port 53, says which name it was about, and answers none. */
const silentServer = `
  const server = require("node:dgram").createSocket("udp4");
  server.on("message", (query) => console.log(query.toString("latin1", 13, 13 + query[12])));
  server.bind(53, () => console.log("ready"));`;

describe.skipIf(missing)(`names whose server is silent ${missing ?? ""}`, () => {
  let lab: Lab;
  let folder: string;
  /** What `ip netns exec` puts in the place of files in /etc. */
  let own: string;
  beforeAll(() => {
    lab = createLab();
    folder = mkdtempSync(join(tmpdir(), "halfopen-"));
    own = `/etc/netns/${lab.prober.name}`;
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "resolv.conf"), `nameserver ${lab.target.address4}\n`);
  });
  afterAll(() => {
    rmSync(own, { recursive: true });
    rmSync(folder, { recursive: true });
    lab[Symbol.dispose]();
  });

  test("32 are asked for at once, and Ctrl-C waits for none of them", async () => {
    const server = lab.target.spawn(process.execPath, ["-e", silentServer], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const questions = createInterface({ input: server.stdout! })[Symbol.asyncIterator]();
    await questions.next();

    const file = join(folder, "names.resume");
    const names = Array.from({ length: 100 }, (_, n) => `host${n}.example`);
    const words = ["sweep", "-p", "80", "--json", "--resume-file", file, ...names];
    const sweep = startHalfopen(words, { within: lab.prober });
    const asked = new Set<string>();
    while (asked.size < 32) {
      const { done, value } = await questions.next();
      if (done) throw new Error(`the server ended after ${asked.size} names`);
      asked.add(value);
    }
    expect(names).toEqual(expect.arrayContaining([...asked].map((name) => `${name}.example`)));

    sweep.child.kill("SIGINT");
    const { code, stdout, stderr } = await sweep.ended;
    const { probes, summary } = readSweep(stdout);
    // Nobody was sent to; whoever is told by now had waited for the server in vain.
    expect(summary).toMatchObject({ interrupted: true, endpoints: 100, sent: 0 });
    expect(summary.told).toBe(probes.length);
    expect(summary.told).toBeLessThan(100);
    expect(stderr).toBe(`halfopen: interrupted; go on with --resume ${file}\n`);
    expect(existsSync(file)).toBe(true);
    expect(code).not.toBe(0);
  });
});
