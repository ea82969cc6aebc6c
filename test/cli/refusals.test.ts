import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { type Ended, halfopen, program, readJson, refusal, startCommand } from "./halfopen.ts";

const missing = whyNoLab({ alsoNeeds: ["setpriv", "mount"] });

const seeRoute = "see `ip route get` for this address";
const neverSpoofs = /halfopen never spoofs; the addresses here: .*10\.203\.0\.1.*/;
const network: readonly {
  readonly name: string;
  readonly words: string;
  readonly sentence: string;
  readonly remedy: string | RegExp;
}[] = [
  {
    name: "an address without a route",
    words: "192.0.2.1",
    sentence: "no route to 192.0.2.1 (ENETUNREACH)",
    remedy: seeRoute,
  },
  {
    name: "an IPv6 address without a route",
    words: "2001:db8::1",
    sentence: "no route to 2001:db8::1 (ENETUNREACH)",
    remedy: seeRoute,
  },
  {
    name: "a route that says unreachable",
    words: "10.206.0.1",
    sentence: "no route to 10.206.0.1 (EHOSTUNREACH)",
    remedy: seeRoute,
  },
  {
    name: "a broadcast address",
    words: "10.203.0.255",
    sentence: "10.203.0.255 is a broadcast address",
    remedy: "name the address of one host",
  },
  {
    name: "a source that is not ours",
    words: "-S 192.0.2.1 10.203.0.2",
    sentence: "192.0.2.1 is not an address of this host",
    remedy: neverSpoofs,
  },
  {
    name: "the target's own address as source",
    words: "-S 10.203.0.2 10.203.0.2",
    sentence: "10.203.0.2 is not an address of this host",
    remedy: neverSpoofs,
  },
  {
    name: "an IPv6 source that is not ours",
    words: "-S 2001:db8::1 fd00:203::2",
    sentence: "2001:db8::1 is not an address of this host",
    remedy: neverSpoofs,
  },
  {
    name: "a source on loopback, and a target elsewhere",
    words: "-S 127.0.0.1 10.203.0.2",
    sentence:
      "10.203.0.2 cannot be reached from 127.0.0.1: a loopback address reaches only this host",
    remedy: "leave out the source, or name another address of this host",
  },
  {
    name: "an unknown interface",
    words: "-I nope 10.203.0.2",
    sentence: "there is no interface nope on this host",
    remedy: /the interfaces here: .*probe0.*/,
  },
  {
    name: "an interface that is down",
    words: "-I dark0 10.203.0.2",
    sentence: "interface dark0 is down or has no address",
    remedy: "bring it up with `ip link set dark0 up`, or choose another --interface",
  },
  {
    name: "a source port that another program has",
    words: "--source-port 5555 10.203.0.2",
    sentence: "source port 5555 is in use by another program",
    remedy: "choose another --source-port, or leave it out and the kernel picks a free one",
  },
  {
    name: "a name that no server can resolve",
    words: "nowhere.invalid",
    sentence: 'cannot resolve "nowhere.invalid": no name server answered',
    remedy: "try again, or check the network and /etc/resolv.conf",
  },
];

describe.skipIf(missing)(`what the network refuses ${missing ?? ""}`, () => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "halfopen-"));
    lab = createLab();
    await startListener(lab.target, { port: 443 });
    await startListener(lab.prober, { port: 5555 });
    const { name } = lab.prober;
    const script = `
      ip -n ${name} link add dark0 type veth peer name dark1
      ip -n ${name} addr add 10.205.0.1/24 dev dark0
      ip -n ${name} route add unreachable 10.206.0.0/24`;
    lab.prober.run("sh", ["-ec", script]);
  });
  afterAll(() => {
    lab[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  test.concurrent.each(network)("$name: $sentence", async ({ words, sentence, remedy }) => {
    const ended = await halfopen(`ping -c 1 ${words}`, { within: lab.prober });
    expect(ended).toEqual(refusal(sentence, remedy));
  });

  /** Runs halfopen where names resolve as these lines of a hosts file say. */
  const withHosts = (lines: readonly string[], words: string): Promise<Ended> => {
    const hosts = join(folder, `hosts-${words.replaceAll(/\W/g, "-")}`);
    writeFileSync(hosts, lines.map((line) => `${line}\n`).join(""));
    // `ip netns exec` gives each command a mount namespace of its own, so this changes no other.
    const script = 'mount --bind "$0" /etc/hosts; exec "$@"';
    const command = [process.execPath, program, ...words.split(" ")];
    return startCommand("sh", ["-ec", script, hosts, ...command], { within: lab.prober }).ended;
  };

  test.concurrent.each([
    [4, "only-six.test", 6],
    [6, "only-four.test", 4],
  ])("-%i and a name that has no such address: %s", async (wanted, name, other) => {
    const hosts = ["10.203.0.2 only-four.test", "fd00:203::2 only-six.test"];
    const ended = await withHosts(hosts, `ping -c 1 -${wanted} ${name}`);
    const remedy = `leave out what asks for IPv${wanted} (-${wanted} or -S), or ask for IPv${other} with -${other}`;
    expect(ended).toEqual(refusal(`"${name}" has no IPv${wanted} address`, remedy));
  });

  test.concurrent("a name is probed at its first address, with --all-addresses at each", async () => {
    const hosts = ["10.203.0.2 two.test", "fd00:203::2 two.test"];
    const one = await withHosts(hosts, "ping -c 1 -q two.test");
    expect(one.stdout.match(/^--- .* ---$/gm)).toHaveLength(1);
    const each = await withHosts(hosts, "ping -c 1 -q --all-addresses two.test");
    for (const address of ["10.203.0.2", "fd00:203::2"]) {
      expect(each.stdout).toContain(`--- two.test:443 (${address}) ---\n1 probe sent, 1 open`);
    }
    expect([one.code, each.code]).toEqual([0, 0]);
  });

  /** Runs halfopen as a user who may do nothing out of the ordinary. */
  const asNobody = (words: string): Promise<Ended> => {
    const nobody = "--reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all";
    const command = [...nobody.split(" "), process.execPath, program, ...words.split(" ")];
    return startCommand("setpriv", command, { within: lab.prober }).ended;
  };

  test.concurrent("without CAP_NET_RAW, what is missing and three ways to grant it", async () => {
    const ended = await asNobody("ping -c 1 --method syn 10.203.0.2");
    const remedy = /.*sudo.*systemd.*one group only.*setcap cap_net_raw=ep.*every script.*README.*/;
    expect(ended).toEqual(refusal(/cannot open a raw socket .*CAP_NET_RAW/, remedy));
  });

  test.concurrent("without CAP_NET_RAW, fixed flows are refused in one sentence", async () => {
    const ended = await asNobody("ping -c 1 --flows 2 10.203.0.2");
    const sentence = /--flows needs the method syn: cannot open a raw socket .*/;
    expect(ended).toEqual(refusal(sentence, /run with sudo.*/));
  });

  test.concurrent("without CAP_NET_BIND_SERVICE, a low source port is denied, not in use", async () => {
    const words = "ping -c 1 --method connect --source-port 80 --json 10.203.0.2";
    const { code, stdout } = await asNobody(words);
    expect(readJson(stdout).probes).toMatchObject([{ error: { code: "PORT_DENIED" } }]);
    expect(code).toBe(2);
  });

  test.concurrent("without CAP_NET_RAW and without a wish, connect, and one line that says so", async () => {
    const { code, stdout, stderr } = await asNobody("ping -c 2 -i 10ms --json 10.203.0.2");
    expect(stderr).toMatch(/^halfopen: probing with the connect method, .*CAP_NET_RAW.*\n$/);
    expect(readJson(stdout).probes.map((probe) => probe.method)).toEqual(["connect", "connect"]);
    expect(code).toBe(0);
  });

  test.concurrent("one target without a route is told beside the others", async () => {
    const words = "ping -c 2 -i 50ms 10.203.0.2 192.0.2.1";
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    expect(stdout).toContain("error for 192.0.2.1:443: index=1 code=NO_ROUTE");
    expect(stdout).toContain("2 probes sent, 2 open, 0% loss");
    expect(stdout).toContain("0 probes sent, 0 open, 2 could not be sent");
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  });
});
