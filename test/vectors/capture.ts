/**
 * Makes `captured.json`: packets of this machine's kernel, taken off a veth pair by tcpdump, each
 * with what tcpdump read in it. Needs root, iproute2, nftables, ethtool and tcpdump; makes three
 * network namespaces (client, router, server) and removes them.
 *
 *     npx tsx test/vectors/capture.ts
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [client, router, server] = ["client", "router", "server"].map(
  (name) => `vectors-${name}-${process.pid}`,
) as [string, string, string];
const scratch = mkdtempSync(join(tmpdir(), "halfopen-vectors-"));
const pcap = join(scratch, "all.pcap");

const run = (command: string) => {
  const [program = "", ...rest] = command.split(" ");
  return execFileSync(program, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
};
const within = (namespace: string, command: string) => run(`ip -n ${namespace} ${command}`);
const inside = (namespace: string, program: string, ...rest: string[]) =>
  spawn("ip", ["netns", "exec", namespace, program, ...rest], {
    stdio: ["pipe", "ignore", "pipe"],
  });
const ended = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));

function joinByVeth(a: string, aLink: string, b: string, bLink: string): void {
  run(`ip link add ${aLink} netns ${a} type veth peer name ${bLink} netns ${b}`);
  for (const [namespace, link] of [
    [a, aLink],
    [b, bLink],
  ] as const) {
    within(namespace, `link set ${link} up`);
    // With offloads on, a veth carries segments whose checksum nobody has finished.
    const offloads = "tx off tso off gso off gro off";
    run(`ip netns exec ${namespace} ethtool -K ${link} ${offloads}`);
  }
}

/** The router refuses by port: how nft says it, beside the port. */
const refusals4 = {
  2000: "icmp type net-unreachable",
  2001: "icmp type host-unreachable",
  2002: "icmp type prot-unreachable",
  2003: "icmp type port-unreachable",
  2009: "icmp type net-prohibited",
  2010: "icmp type host-prohibited",
  2013: "icmp type admin-prohibited",
};
const refusals6 = {
  3000: "icmpv6 type no-route",
  3001: "icmpv6 type admin-prohibited",
  3003: "icmpv6 type addr-unreachable",
  3004: "icmpv6 type port-unreachable",
};

function build(): void {
  for (const namespace of [client, router, server]) {
    run(`ip netns add ${namespace}`);
    for (const setting of [
      "net.ipv4.icmp_ratemask=0",
      "net.ipv6.icmp.ratelimit=0",
      "net.ipv4.ip_forward=1",
      "net.ipv6.conf.all.forwarding=1",
      "net.ipv6.conf.default.accept_dad=0",
    ]) {
      run(`ip netns exec ${namespace} sysctl -qw ${setting}`);
    }
  }
  joinByVeth(client, "c0", router, "r0");
  joinByVeth(router, "r1", server, "s0");
  within(client, "address add 192.0.2.1/24 dev c0");
  within(client, "address add 2001:db8:1::1/64 dev c0 nodad");
  within(router, "address add 192.0.2.2/24 dev r0");
  within(router, "address add 2001:db8:1::2/64 dev r0 nodad");
  within(router, "address add 198.51.100.1/24 dev r1");
  within(router, "address add 2001:db8:2::1/64 dev r1 nodad");
  within(server, "address add 198.51.100.2/24 dev s0");
  within(server, "address add 2001:db8:2::2/64 dev s0 nodad");
  within(client, "route add default via 192.0.2.2");
  within(client, "route add default via 2001:db8:1::2");
  within(server, "route add default via 198.51.100.1");
  within(server, "route add default via 2001:db8:2::1");
  // Linux's usual limits, which give the window scale 7; some machines have larger ones.
  const memory = "net.ipv4.tcp_rmem=4096 131072 6291456";
  execFileSync("ip", ["netns", "exec", client, "sysctl", "-qw", memory]);
  // One hop too few, refused by route, and a link narrower than its neighbours.
  within(client, "route add 203.0.113.1/32 via 192.0.2.2 hoplimit 1");
  within(client, "route add 2001:db8:3::1/128 via 2001:db8:1::2 hoplimit 1");
  within(router, "route add 203.0.113.1/32 via 198.51.100.2");
  within(router, "route add 2001:db8:3::1/128 via 2001:db8:2::2");
  within(router, "route add prohibit 203.0.113.2/32");
  within(router, "route add prohibit 2001:db8:3::2/128");
  within(router, "route add unreachable 203.0.113.3/32");
  within(router, "route add unreachable 2001:db8:3::3/128");
  within(router, "link set r1 mtu 1280");

  const rules = [
    ...Object.entries(refusals4).map(
      ([port, how]) => `meta nfproto ipv4 tcp dport ${port} reject with ${how}`,
    ),
    ...Object.entries(refusals6).map(
      ([port, how]) => `meta nfproto ipv6 tcp dport ${port} reject with ${how}`,
    ),
  ];
  const table = `table inet refuse { chain forward { type filter hook forward priority 0;\n${rules.join("\n")}\n}\n}\n`;
  execFileSync("ip", ["netns", "exec", router, "nft", "-f", "-"], { input: table });
}

const listen = `
  const server = require("node:net").createServer((socket) => socket.on("error", () => {}).resume());
  server.listen(8080, "::");
`;
const connect = `
  const [host, port, octets] = process.argv.slice(1);
  const socket = require("node:net").connect({ host, port: Number(port) });
  socket.on("error", () => process.exit()).on("connect", () => socket.write(Buffer.alloc(Number(octets))));
  setTimeout(() => process.exit(), 1500);
`;

/** Every connection made, and the packet to keep of each, as a tcpdump filter. */
const wanted: { name: string; host: string; port: number; octets?: number; filter: string }[] = [
  {
    name: "SYN of connect() over IPv4",
    host: "198.51.100.2",
    port: 8080,
    filter: "ip and tcp dst port 8080 and tcp[13] == 2",
  },
  {
    name: "SYN-ACK over IPv4",
    host: "198.51.100.2",
    port: 8080,
    filter: "ip and tcp src port 8080 and tcp[13] == 18",
  },
  {
    name: "RST of a closed port over IPv4",
    host: "198.51.100.2",
    port: 8081,
    filter: "ip and tcp src port 8081 and tcp[13] == 20",
  },
  {
    name: "SYN of connect() over IPv6",
    host: "2001:db8:2::2",
    port: 8080,
    filter: "ip6 and tcp dst port 8080 and ip6[53] == 2",
  },
  {
    name: "SYN-ACK over IPv6",
    host: "2001:db8:2::2",
    port: 8080,
    filter: "ip6 and tcp src port 8080 and ip6[53] == 18",
  },
  {
    name: "RST of a closed port over IPv6",
    host: "2001:db8:2::2",
    port: 8081,
    filter: "ip6 and tcp src port 8081 and ip6[53] == 20",
  },
  ...Object.entries(refusals4).map(([port, how]) => ({
    name: `nft reject with ${how}`,
    host: "198.51.100.2",
    port: Number(port),
    filter: `icmp[0] == 3 and icmp[30:2] == ${port}`,
  })),
  ...Object.entries(refusals6).map(([port, how]) => ({
    name: `nft reject with ${how}`,
    host: "2001:db8:2::2",
    port: Number(port),
    filter: `icmp6 and ip6[40] == 1 and ip6[90:2] == ${port}`,
  })),
  { name: "TTL used up at a router", host: "203.0.113.1", port: 8080, filter: "icmp[0] == 11" },
  {
    name: "hop limit used up at a router",
    host: "2001:db8:3::1",
    port: 8080,
    filter: "icmp6 and ip6[40] == 3",
  },
  {
    name: "prohibit route over IPv4",
    host: "203.0.113.2",
    port: 8080,
    filter: "icmp[0] == 3 and icmp[24:4] == 0xcb007102",
  },
  {
    name: "prohibit route over IPv6",
    host: "2001:db8:3::2",
    port: 8080,
    filter: "icmp6 and ip6[40] == 1 and ip6[76:2] == 3 and ip6[86:2] == 2",
  },
  {
    name: "unreachable route over IPv4",
    host: "203.0.113.3",
    port: 8080,
    filter: "icmp[0] == 3 and icmp[24:4] == 0xcb007103",
  },
  {
    name: "unreachable route over IPv6",
    host: "2001:db8:3::3",
    port: 8080,
    filter: "icmp6 and ip6[40] == 1 and ip6[76:2] == 3 and ip6[86:2] == 3",
  },
  {
    name: "no neighbour over IPv4",
    host: "198.51.100.9",
    port: 8080,
    filter: "icmp[0] == 3 and icmp[24:4] == 0xc6336409",
  },
  {
    name: "no neighbour over IPv6",
    host: "2001:db8:2::9",
    port: 8080,
    filter: "icmp6 and ip6[40] == 1 and ip6[86:2] == 9",
  },
  {
    name: "narrower link over IPv4",
    host: "198.51.100.2",
    port: 8080,
    octets: 4000,
    filter: "icmp[0] == 3 and icmp[1] == 4",
  },
  {
    name: "narrower link over IPv6",
    host: "2001:db8:2::2",
    port: 8080,
    octets: 4000,
    filter: "icmp6 and ip6[40] == 2",
  },
];

/** The packets of a classic pcap file of Ethernet frames, from the network header on. */
function packetsOf(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 24; at < file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    packets.push(file.subarray(at + 16 + 14, at + 16 + captured));
    at += 16 + captured;
  }
  return packets;
}

const children: ChildProcess[] = [];
try {
  build();
  const tcpdump = inside(client, "tcpdump", "-i", "c0", "-U", "-s", "0", "-w", pcap);
  const listener = inside(server, process.execPath, "-e", listen);
  children.push(listener, tcpdump);
  await sleep(1500);
  for (const { host, port, octets } of wanted) {
    // Bulk last: what the narrower link tells changes the MSS of every later SYN.
    const child = inside(
      client,
      process.execPath,
      "-e",
      connect,
      host,
      String(port),
      String(octets ?? 0),
    );
    if (octets !== undefined) await ended(child);
  }
  await sleep(3000);
  const captured = wanted.map(({ name, filter }) => {
    const one = join(scratch, "one.pcap");
    run(`tcpdump -r ${pcap} -c 1 -w ${one} ${filter}`);
    const [packet] = packetsOf(readFileSync(one));
    const says = run(`tcpdump -r ${one} -nn -vv -S -t`)
      .replaceAll(/\s*\n\s*/g, "\n")
      .trim();
    if (packet === undefined) throw new Error(`nothing captured for: ${name}`);
    return { name, says, hex: packet.toString("hex") };
  });
  const origin = `Linux ${release()}, veth with offloads off, captured by test/vectors/capture.ts`;
  writeFileSync(
    new URL("captured.json", import.meta.url),
    `${JSON.stringify({ origin, captured }, null, 2)}\n`,
  );
} finally {
  for (const child of children) child.kill("SIGTERM");
  for (const namespace of [client, router, server]) run(`ip netns delete ${namespace}`);
  rmSync(scratch, { recursive: true });
}
