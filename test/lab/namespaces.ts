import {
  execFileSync,
  spawn,
  type ChildProcess,
  type ExecFileSyncOptions,
  type SpawnOptions,
} from "node:child_process";
import { randomBytes } from "node:crypto";

/** One network namespace of a lab, with its own interfaces, routes, firewall and sockets. */
export interface Namespace {
  readonly name: string;
  /** Its end of the veth pair. */
  readonly device: string;
  readonly address4: string;
  readonly address6: string;
  /** Runs a command to its end and returns what it wrote on standard output; throws when it fails. */
  run(command: string, args?: readonly string[], options?: ExecFileSyncOptions): string;
  /** Starts a command that lives until it ends by itself or the lab is disposed. */
  spawn(command: string, args?: readonly string[], options?: SpawnOptions): ChildProcess;
}

/** Two machines and the wire between them. Disposing ends their processes and removes them. */
export interface Lab extends Disposable {
  readonly prober: Namespace;
  readonly target: Namespace;
  /** Makes every address of the prefix (`10.100.0.0/16`, `fd00:100::/64`) a live one of the target. */
  anyIp(prefix: string): void;
}

export type LabOptions = {
  /** The sender finishes its checksums, as it must on a real wire; plain veth leaves them half-done. */
  readonly ethtoolTxOff?: boolean;
};

const ends = {
  prober: { suffix: "a", device: "probe0", address4: "10.203.0.1", address6: "fd00:203::1" },
  target: { suffix: "b", device: "target0", address4: "10.203.0.2", address6: "fd00:203::2" },
} as const;

/** What would make a busy test depend on luck: limits on queues and on ICMP errors, address detection. */
const settings = {
  "net/core/somaxconn": 65_535,
  "net/ipv4/tcp_max_syn_backlog": 65_535,
  "net/ipv4/icmp_ratelimit": 0,
  "net/ipv4/icmp_msgs_per_sec": 1_000_000,
  "net/ipv4/icmp_msgs_burst": 1_000_000,
  "net/ipv6/icmp/ratelimit": 0,
  "net/ipv6/conf/all/accept_dad": 0,
  "net/ipv6/conf/default/accept_dad": 0,
} as const;

const ip = (...args: string[]): string =>
  execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

function openNamespace(
  name: string,
  end: (typeof ends)[keyof typeof ends],
  children: Set<ChildProcess>,
): Namespace {
  const within = (command: string, args: readonly string[]) => [
    "netns",
    "exec",
    name,
    command,
    ...args,
  ];
  return {
    name,
    device: end.device,
    address4: end.address4,
    address6: end.address6,
    run(command, args = [], options = {}) {
      return execFileSync("ip", within(command, args), {
        stdio: ["pipe", "pipe", "pipe"],
        maxBuffer: 1 << 28,
        ...options,
        encoding: "utf8",
      });
    },
    spawn(command, args = [], options = {}) {
      const child = spawn("ip", within(command, args), options);
      children.add(child);
      child.once("exit", () => children.delete(child));
      return child;
    },
  };
}

/**
 * Joins the two by a veth pair. The ends must not have the same index: to the kernel that is the
 * mark of a device with no other under it, whose coming up it may tell a whole second late.
 */
function connect({ name, device }: Namespace, peer: Namespace): void {
  const other = ["peer", "name", peer.device, "index", "20", "netns", peer.name];
  ip("link", "add", device, "index", "10", "netns", name, "type", "veth", ...other);
}

function configure(namespace: Namespace, options: LabOptions): void {
  const { name, device, address4, address6 } = namespace;
  ip("-netns", name, "link", "set", "lo", "up");
  ip("-netns", name, "addr", "add", `${address4}/24`, "dev", device);
  ip("-netns", name, "addr", "add", `${address6}/64`, "dev", device, "nodad");
  if (options.ethtoolTxOff) namespace.run("ethtool", ["-K", device, "tx", "off"]);
  ip("-netns", name, "link", "set", device, "up");
}

function applySettings(namespace: Namespace): void {
  const script = Object.entries(settings).map(([key, value]) => `echo ${value} > /proc/sys/${key}`);
  namespace.run("sh", ["-ec", script.join("\n")]);
}

/** Makes a lab of this process's own: `using lab = createLab()`. Needs root. */
export function createLab(options: LabOptions = {}): Lab {
  const identity = `hot-${process.pid.toString(36)}-${randomBytes(3).toString("hex")}`;
  const children = new Set<ChildProcess>();
  const added: string[] = [];

  const dispose = (): void => {
    process.off("exit", dispose);
    for (const child of children) child.kill("SIGKILL");
    children.clear();
    for (const name of added.splice(0)) ip("netns", "del", name);
  };
  const add = (end: (typeof ends)[keyof typeof ends]): Namespace => {
    const name = `${identity}-${end.suffix}`;
    ip("netns", "add", name);
    added.push(name);
    const namespace = openNamespace(name, end, children);
    applySettings(namespace);
    return namespace;
  };

  process.on("exit", dispose);
  try {
    const prober = add(ends.prober);
    const target = add(ends.target);
    connect(prober, target);
    configure(prober, options);
    configure(target, options);
    return {
      prober,
      target,
      anyIp(prefix) {
        const gateway = prefix.includes(":") ? target.address6 : target.address4;
        ip("-netns", target.name, "route", "add", "local", prefix, "dev", "lo");
        ip("-netns", prober.name, "route", "add", prefix, "via", gateway);
      },
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
