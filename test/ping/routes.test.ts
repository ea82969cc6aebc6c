import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answeredOf, halfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, startCapture, startListener, whyNoLab } from "../lab/index.ts";
import { flags, segmentsOf } from "./segments.ts";

const missing = whyNoLab();

/** Behind both uplinks, so that the way there is a matter of choice. */
const behind = "10.100.0.7";

/** A second uplink beside the lab's own: probe1 (10.204.0.1) to target1 (10.204.0.2). */
function addUplink({ prober, target }: Lab): void {
  const script = `
    ip link add probe1 netns ${prober.name} type veth peer name target1 netns ${target.name}
    ip -n ${prober.name} addr add 10.203.0.9/24 dev probe0
    ip -n ${prober.name} addr add 10.204.0.1/24 dev probe1
    ip -n ${target.name} addr add 10.204.0.2/24 dev target1
    ip -n ${prober.name} link set probe1 up
    ip -n ${target.name} link set target1 up
    ip -n ${target.name} route add local ${behind} dev lo
    ip -n ${prober.name} route add ${behind} via 10.203.0.2 metric 1
    ip -n ${prober.name} route add ${behind} via 10.204.0.2 metric 2
    for namespace in ${prober.name} ${target.name}; do
      for interface in all default probe0 probe1 target0 target1; do
        file=/proc/sys/net/ipv4/conf/$interface/rp_filter
        ip netns exec $namespace sh -c "if [ -e $file ]; then echo 0 > $file; fi"
      done
    done`;
  prober.run("sh", ["-ec", script]);
}

describe.skipIf(missing)(`which way a SYN leaves ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    addUplink(lab);
    await startListener(lab.target, { port: 443 });
  });
  afterAll(() => lab[Symbol.dispose]());

  test.each([
    { options: "", source: "10.203.0.1", leaves: "probe0" },
    { options: "-I probe0", source: "10.203.0.1", leaves: "probe0" },
    { options: "-I probe1", source: "10.204.0.1", leaves: "probe1" },
    { options: "-S 10.203.0.9", source: "10.203.0.9", leaves: "probe0" },
    { options: "-S 10.204.0.1", source: "10.204.0.1", leaves: "probe0" },
    { options: "-I probe1 -S 10.203.0.9", source: "10.203.0.9", leaves: "probe1" },
  ])("$options: from $source through $leaves", async ({ options, source, leaves }) => {
    const capture = await startCapture(lab.prober, { device: leaves, filter: "tcp dst port 443" });
    const words = `ping -c 2 -i 20ms --json ${options} ${behind}`;
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    const syns = segmentsOf(await capture.stop()).filter((one) => one.flags === flags.syn);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const probes = answeredOf(stdout);
    expect(probes.map((probe) => probe.source?.address)).toEqual([source, source]);
    expect(syns.map((syn) => [syn.source, syn.sequence])).toEqual(
      probes.map((probe) => [source, probe.sequence]),
    );
  });

  test("targets behind different uplinks are probed from the address of each", async () => {
    const words = "ping -c 2 -i 20ms --json 10.203.0.2 10.204.0.2 [fd00:203::2] 127.0.0.1:1";
    const { stdout } = await halfopen(words, { within: lab.prober });
    const sources = new Set(
      answeredOf(stdout).map((probe) => `${probe.source?.address} to ${probe.address}`),
    );
    expect([...sources].toSorted()).toEqual([
      "10.203.0.1 to 10.203.0.2",
      "10.204.0.1 to 10.204.0.2",
      "127.0.0.1 to 127.0.0.1",
      "fd00:203::1 to fd00:203::2",
    ]);
  });

  test("-v names the interface that owns the source address", async () => {
    const { stdout } = await halfopen("ping -c 1 -v -I probe1 10.204.0.2", { within: lab.prober });
    expect(stdout).toMatch(/^ {2}source address 10\.204\.0\.1 \(probe1\), port \d+$/m);
  });
});
