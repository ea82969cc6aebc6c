import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { halfopen, readJson, startCommand, startHalfopen } from "../cli/halfopen.ts";
import { createLab, startCapture, startListener, whyNoLab } from "../lab/index.ts";
import { flags, segmentsOf } from "./segments.ts";

const missing = whyNoLab();

/** What changes under a running ping: addresses, routes, interfaces, the process itself. */
describe.skipIf(missing)(`under a running ping ${missing ?? ""}`, () => {
  test.concurrent.each([
    { family: 4, vanishing: "10.203.0.99", length: 24, wish: true },
    { family: 6, vanishing: "fd00:203::99", length: 64, wish: true },
  ])("an address that vanishes is never sent from again, IPv$family", async (way) => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    const address = `${way.vanishing}/${way.length}`;
    const nodad = way.family === 6 ? ["nodad"] : [];
    lab.prober.run("ip", ["addr", "add", address, "dev", "probe0", ...nodad]);
    const target = way.family === 4 ? lab.target.address4 : `[${lab.target.address6}]`;
    const running = startHalfopen(
      ["ping", "-c", "30", "-i", "50ms", "--json", "-S", way.vanishing, target],
      { within: lab.prober },
    );
    await running.line(/"index":5,.*"outcome":"open"/);
    lab.prober.run("ip", ["addr", "del", address, "dev", "probe0"]);
    const after = await startCapture(lab.prober, { filter: `src host ${way.vanishing}` });
    const { stdout } = await running.ended;
    expect(segmentsOf(await after.stop())).toEqual([]);
    const last = stdout.split("\n").findLast((line) => line.includes('"event":"probe"'));
    expect(JSON.parse(last!)).toMatchObject({ index: 30, outcome: "error" });
  });

  test.concurrent("a new address of the route is taken within a second or so", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    const running = startHalfopen(
      ["ping", "-c", "60", "-i", "50ms", "--json", lab.target.address4],
      { within: lab.prober },
    );
    await running.line(/"index":5,.*"outcome":"open"/);
    lab.prober.run("sh", [
      "-ec",
      "ip addr add 10.203.0.77/24 dev probe0; ip addr del 10.203.0.1/24 dev probe0; ip addr add 10.203.0.77/24 dev probe0 2>/dev/null || true",
    ]);
    const { stdout } = await running.ended;
    const last = stdout.split("\n").findLast((line) => line.includes('"event":"probe"'));
    expect(JSON.parse(last!)).toMatchObject({
      index: 60,
      outcome: "open",
      source: { address: "10.203.0.77" },
    });
  });

  test.concurrent("the source decides the way where a policy says so", async () => {
    using lab = createLab();
    const { prober, target } = lab;
    prober.run("sh", [
      "-ec",
      `ip link add probe1 type veth peer name target1 netns ${target.name}
       ip addr add 10.204.0.1/24 dev probe1; ip link set probe1 up
       ip rule add from 10.204.0.1 lookup 200
       ip route add 10.100.0.7 via 10.203.0.2
       ip route add 10.100.0.7 via 10.204.0.2 table 200`,
    ]);
    target.run("sh", [
      "-ec",
      "ip addr add 10.204.0.2/24 dev target1; ip link set target1 up; ip route add local 10.100.0.7 dev lo",
    ]);
    await startListener(target, { port: 443 });
    const capture = await startCapture(prober, { device: "probe1", filter: "tcp dst port 443" });
    const words = "ping -c 2 -i 20ms --json -S 10.204.0.1 10.100.0.7";
    const { stdout } = await halfopen(words, { within: prober });
    const syns = segmentsOf(await capture.stop()).filter((one) => one.flags === flags.syn);
    expect(syns.map((syn) => syn.sequence)).toEqual(
      readJson(stdout).probes.map((probe) => ("sequence" in probe ? probe.sequence : undefined)),
    );
    expect(syns).toHaveLength(2);
  });

  test.concurrent("little room for socket options makes the filter coarse, not the run fail", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    lab.prober.run("sh", ["-ec", "echo 8192 > /proc/sys/net/core/optmem_max"]);
    const words = `ping -c 1500 -i 1ms -q --json --flows 500 ${lab.target.address4}`;
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readJson(stdout).summaries[0]).toMatchObject({ sent: 1500, open: 1500, rejected: {} });
  });

  test.concurrent("a process that was stopped makes up for nothing in a burst", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    const running = startHalfopen(
      ["ping", "-c", "60", "-i", "20ms", "--json", lab.target.address4],
      { within: lab.prober },
    );
    await running.line(/"index":5,/);
    // The namespace's wrapper replaces itself, so this is the program's own process.
    running.child.kill("SIGSTOP");
    // The standstill itself: longer than what is made up for.
    lab.prober.run("sleep", ["2"]);
    running.child.kill("SIGCONT");
    const { stdout } = await running.ended;
    const { probes, summaries } = readJson(stdout);
    const sent = probes.map((probe) => Number(new Date(probe.sentAt)));
    const gaps = sent.slice(1).map((at, index) => at - sent[index]!);
    expect(summaries[0]).toMatchObject({ sent: 60, open: 60 });
    const standstill = Math.max(...gaps);
    expect(standstill).toBeGreaterThan(1900);
    // Made up for, all that was left would have gone out at once: two seconds are a hundred intervals.
    const afterwards = gaps.slice(gaps.indexOf(standstill) + 1);
    expect(afterwards.length).toBeGreaterThan(20);
    const took = afterwards.reduce((sum, gap) => sum + gap, 0);
    expect(took).toBeGreaterThan((afterwards.length * 20) / 2);
    expect(JSON.stringify(summaries[0])).toContain("stood still");
  });

  test.concurrent("Ctrl-C ends it while a name server does not answer", async () => {
    using lab = createLab();
    const folder = `/etc/netns/${lab.prober.name}`;
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(
        `${folder}/resolv.conf`,
        `nameserver ${lab.target.address4}\noptions timeout:10\n`,
      );
      writeFileSync(`${folder}/nsswitch.conf`, "hosts: dns\n");
      // A name server that listens, tells us so, and never says a word.
      const script = `
        const server = require("node:dgram").createSocket("udp4");
        server.once("message", () => console.log("asked"));
        server.bind(53, () => console.log("listening"));`;
      const server = startCommand(process.execPath, ["-e", script], { within: lab.target });
      await server.line(/listening/);
      const asked = server.line(/asked/);
      const running = startHalfopen(["ping", "slow.example"], { within: lab.prober });
      const started = Date.now();
      await asked;
      running.child.kill("SIGINT");
      const { code, stdout } = await running.ended;
      server.child.kill();
      // Ended by the signal itself, as whoever has nothing to sum up does.
      expect({ code, stdout }).toEqual({ code: null, stdout: "" });
      expect(Date.now() - started).toBeLessThan(8000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
