import type { AllowRule } from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import type { ProbeResult } from "../probe/index.ts";
import { parseTarget, type Target } from "../targets/index.ts";
import { nanosecondsFromMilliseconds, type Nanoseconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import { isAllowed } from "./allow.ts";

export type ProbeRequest = {
  readonly target: string;
  readonly module: string;
  readonly timeoutMs: number;
  readonly debug: boolean;
};
export type ProbeAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

export type ProbeParts = {
  readonly probeOnce: (endpoint: Endpoint, timeout: Nanoseconds) => Promise<ProbeResult>;
  readonly resolve: (target: Target, family: 4 | 6 | undefined) => Promise<readonly Endpoint[]>;
  readonly allow: () => readonly AllowRule[];
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Is told why a probe failed: what was answered has no place for it, as blackbox_exporter's has none. */
  readonly log: (level: "debug", sentence: string) => void;
};

const modules: Readonly<Record<string, 4 | 6 | undefined>> = {
  tcp_syn: undefined,
  tcp_syn_ipv4: 4,
  tcp_syn_ipv6: 6,
};
/** A thousand targets of a scrape every quarter of a minute, each waiting for its timeout, are fewer. */
const atOnce = 1000;
const plain = "text/plain; charset=utf-8";
const exposition = "text/plain; version=0.0.4; charset=utf-8";

/** `/probe?target=…`: one probe for each scrape, in the names that blackbox_exporter gives them. */
export function createProbe(parts: ProbeParts): (request: ProbeRequest) => Promise<ProbeAnswer> {
  let running = 0;
  // A look at a name goes on when nobody waits for it any more, and must not be forgotten for that.
  let lookUps = 0;
  const counted: ProbeParts = {
    ...parts,
    async resolve(target, family) {
      lookUps++;
      try {
        return await parts.resolve(target, family);
      } finally {
        lookUps--;
      }
    },
  };
  return async (request) => {
    if (!Object.hasOwn(modules, request.module)) {
      return refuse(
        400,
        `there is no module "${request.module}"; known are ${Object.keys(modules).join(", ")}`,
      );
    }
    let target: Target;
    try {
      target = parseTarget(request.target);
    } catch (error) {
      if (error instanceof HalfopenError) return refuse(400, error.message);
      throw error;
    }
    if (!isAllowed(parts.allow(), target)) {
      return refuse(403, `${target.text} is not in probe.allow of the configuration`);
    }
    if (running >= atOnce) return refuse(503, `${atOnce} probes are under way: ask again later`);
    if (lookUps >= atOnce) {
      return refuse(503, `${atOnce} names are still being looked up: ask again later`);
    }
    running++;
    try {
      return await probe(counted, request, target);
    } finally {
      running--;
    }
  };
}

async function probe(
  parts: ProbeParts,
  request: ProbeRequest,
  target: Target,
): Promise<ProbeAnswer> {
  const log: string[] = [
    `probing ${target.text} with ${request.module}, timeout ${request.timeoutMs} ms`,
  ];
  const began = parts.now();
  const values = new Map<string, number>([["probe_success", 0]]);
  const family = modules[request.module];
  const failed = (why: string) =>
    parts.log("debug", `/probe of ${target.text} with ${request.module} failed: ${why}`);
  try {
    const [endpoint] = await within(request.timeoutMs, parts.resolve(target, family));
    const resolved = parts.now() - began;
    values.set("probe_dns_lookup_time_seconds", resolved / 1000);
    values.set('probe_tcp_duration_seconds{phase="resolve"}', resolved / 1000);
    if (endpoint === undefined) throw new HalfopenError("NAME_NOT_RESOLVED", "no address");
    log.push(`probing ${endpoint.address}, port ${endpoint.port}`);
    if (!isAllowed(parts.allow(), target, endpoint)) {
      return refuse(
        403,
        `${endpoint.address}, which ${target.text} stands for, is not in probe.allow`,
      );
    }
    values.set("probe_ip_protocol", endpoint.family);
    values.set("probe_ip_addr_hash", addressHash(endpoint));
    const left = Math.max(1, request.timeoutMs - resolved);
    const result = await parts.probeOnce(endpoint, nanosecondsFromMilliseconds(left));
    log.push(`outcome: ${result.outcome}`);
    if (result.outcome !== "open") failed(`${endpoint.address}: ${wordsOf(result)}`);
    values.set("probe_success", result.outcome === "open" ? 1 : 0);
    if ("rtt" in result) {
      values.set('probe_tcp_duration_seconds{phase="syn_rtt"}', result.rtt / 1e9);
    }
    if (result.outcome === "error") log.push(result.error.message);
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error;
    log.push(error.message);
    failed(error.message);
  }
  values.set("probe_duration_seconds", (parts.now() - began) / 1000);
  const text = probeText(values);
  const body = request.debug
    ? `${log.join("\n")}\n\nMetrics that would have been returned:\n${text}`
    : text;
  return { status: 200, contentType: request.debug ? plain : exposition, body };
}

const wordsOf = (result: ProbeResult): string =>
  result.outcome === "error" ? result.error.message : result.outcome;

/** Whoever asked has gone by then: a name server that does not answer is not waited for. */
async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new HalfopenError("NAME_NOT_RESOLVED", `no answer in ${milliseconds} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const helps: Readonly<Record<string, string>> = {
  probe_success: "Whether the port is open.",
  probe_duration_seconds: "How long all of it took, by the clock of this process.",
  probe_dns_lookup_time_seconds: "How long the look at the name took.",
  probe_ip_protocol: "The IP version that was used, 4 or 6.",
  probe_ip_addr_hash: "A hash of the address: another value, another address.",
  probe_tcp_duration_seconds:
    "By phase: the look at the name, and the round trip between kernel stamps.",
};

function probeText(values: ReadonlyMap<string, number>): string {
  return Object.entries(helps)
    .map(([name, help]) => {
      const samples = [...values].filter(([key]) => key === name || key.startsWith(`${name}{`));
      if (samples.length === 0) return "";
      const lines = samples.map(([key, value]) => `${key} ${value}\n`).join("");
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines}`;
    })
    .join("");
}

/** FNV-1a, 32 bits, over the octets of the address, as blackbox_exporter has it. */
function addressHash({ address, family }: Endpoint): number {
  const { words } = parseAddress(address)!;
  let hash = 0x811c9dc5;
  for (const word of words.subarray(0, family === 4 ? 1 : 4)) {
    for (const shift of [24, 16, 8, 0])
      hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193) >>> 0;
  }
  return hash;
}

const refuse = (status: number, why: string): ProbeAnswer => ({
  status,
  contentType: plain,
  body: `${why}\n`,
});
