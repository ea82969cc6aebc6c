import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { createLab, type Lab, whyNoLab } from "../lab/index.ts";
import { doctorSchema } from "../schema/doctor.ts";
import { type Ended, halfopen, program, startCommand } from "./halfopen.ts";

const missing = whyNoLab({ alsoNeeds: ["setpriv", "unshare", "ethtool"] });

type Report = z.infer<typeof doctorSchema>;
type Check = Report["checks"][number];

function reportOf({ stdout, stderr }: Ended): Report & { check: (name: Check["name"]) => Check } {
  expect(stderr).toBe("");
  const report = doctorSchema.parse(JSON.parse(stdout));
  return { ...report, check: (name) => report.checks.find((one) => one.name === name)! };
}

/** The doctor behind another command: with fewer rights, in another namespace. */
const doctorBehind = (words: string, lab?: Lab): Promise<Ended> => {
  const [command, ...rest] = words.split(" ") as [string, ...string[]];
  const all = [...rest, process.execPath, program, "doctor", "--json"];
  return startCommand(command, all, lab === undefined ? {} : { within: lab.prober }).ended;
};

const nobody =
  "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all";

describe.skipIf(missing)("halfopen doctor", () => {
  test("as root: syn works, with numbers of every method", async () => {
    const ended = await halfopen("doctor --json");
    const report = reportOf(ended);
    expect(ended.code).toBe(0);
    expect(report.works).toBe("syn");
    const well = ["capability", "kernel", "ring", "resets"] as const;
    for (const name of well) expect(report.check(name).verdict).not.toBe("failed");
    for (const run of report.loopback.filter(({ method }) => method === "syn")) {
      expect(run.resetsSent).toBeGreaterThanOrEqual(run.sent - run.lost);
      expect(run.minMs).toBeLessThan(5);
    }
    const methods = new Set(report.loopback.map(({ method }) => method));
    expect([...methods]).toEqual(["syn", "connect", "net.connect"]);
  });

  test("for people: one screen, the conclusion last", async () => {
    const { code, stdout, stderr } = await halfopen("doctor");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ok {7}capability {6}CAP_NET_RAW is effective/m);
    expect(stdout).toMatch(/^net\.connect, IPv4 +event loop, to compare +50 /m);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^syn works here/);
  });

  test("as a user without a privilege: only connect works", async () => {
    const ended = await doctorBehind(nobody);
    const report = reportOf(ended);
    expect({ code: ended.code, works: report.works }).toEqual({ code: 1, works: "connect" });
    expect(report.check("capability")).toMatchObject({
      verdict: "failed",
      remedy: expect.stringContaining("--cap-add NET_RAW"),
    });
    for (const name of ["resets", "ring"] as const) {
      expect(report.check(name).verdict).toBe("unknown");
    }
  });

  test("where a capability does not reach the network namespace: only connect works", async () => {
    const ended = await doctorBehind("unshare --user --map-root-user");
    const report = reportOf(ended);
    expect(ended.code).toBe(1);
    expect(report.check("capability")).toMatchObject({
      verdict: "failed",
      remedy: expect.stringContaining("user namespace"),
    });
    expect(report.check("user-namespace").verdict).toBe("warning");
  });

  test("where loopback is down: neither works", async () => {
    const ended = await doctorBehind("unshare --user --map-root-user --net");
    const report = reportOf(ended);
    expect({ code: ended.code, works: report.works }).toEqual({ code: 2, works: "none" });
    expect(report.check("capability").verdict).toBe("ok");
    expect(report.check("user-namespace").verdict).toBe("ok");
    expect(report.check("interfaces")).toMatchObject({
      verdict: "failed",
      remedy: "ip link set lo up",
    });
    expect(report.check("self-probe").verdict).toBe("failed");
  });

  const firewall = [
    "table inet fence {",
    "  chain leaving {",
    "    type filter hook output priority 0;",
    "    tcp flags rst drop",
    "  }",
    "}",
  ].join("\n");

  test("where a firewall eats our RSTs: said, with the rule and what to do", async () => {
    using lab = createLab();
    lab.prober.run("nft", ["-f", "-"], { input: firewall });
    const ended = await halfopen("doctor --json", { within: lab.prober });
    const report = reportOf(ended);
    expect(ended.code).toBe(0);
    expect(report.check("resets")).toEqual({
      name: "resets",
      verdict: "failed",
      seen: [
        "IPv4: 50 SYN-ACKs, 0 RSTs seen leaving",
        "IPv6: 50 SYN-ACKs, 0 RSTs seen leaving",
        "firewall, inet fence leaving: tcp flags rst drop",
      ],
      remedy: expect.stringContaining("nft insert rule inet fence leaving tcp flags rst accept"),
    });
  });

  test("and the remedy that it names helps", async () => {
    using lab = createLab();
    lab.prober.run("nft", ["-f", "-"], { input: firewall });
    lab.prober.run("nft", "insert rule inet fence leaving tcp flags rst accept".split(" "));
    const report = reportOf(await halfopen("doctor --json", { within: lab.prober }));
    expect(report.check("resets").verdict).toBe("warning");
    expect(report.check("resets").seen).toContain("IPv4: 50 SYN-ACKs, 50 RSTs seen leaving");
  });

  test("only some of the RSTs eaten, of one family", async () => {
    using lab = createLab();
    lab.prober.run("nft", ["-f", "-"], {
      input: firewall.replace("tcp flags rst drop", "meta nfproto ipv6 tcp flags rst drop"),
    });
    const report = reportOf(await halfopen("doctor --json", { within: lab.prober }));
    expect(report.check("resets")).toMatchObject({
      verdict: "failed",
      seen: expect.arrayContaining([
        "IPv4: 50 SYN-ACKs, 50 RSTs seen leaving",
        "IPv6: 50 SYN-ACKs, 0 RSTs seen leaving",
      ]),
    });
  });
});

describe("what doctor and completion refuse", () => {
  test.each([
    ["doctor now", "doctor takes no arguments"],
    ["doctor --josn", "unknown option '--josn'"],
    ["completion", "no shell is named"],
    ["completion tcsh", 'there is no completion for "tcsh"'],
  ])("halfopen %s", async (words, sentence) => {
    const { code, stdout, stderr } = await halfopen(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^halfopen: .*\n {2}.*\n$/);
    expect(stderr).toContain(sentence);
  });
});

test.each(["bash", "zsh", "fish"])("halfopen completion %s", async (shell) => {
  const { code, stdout } = await halfopen(`completion ${shell}`);
  expect(code).toBe(0);
  expect(stdout).toContain(`halfopen completion for ${shell}`);
});
