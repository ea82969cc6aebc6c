import { z } from "zod";

/** What `--json` may print, one object a line. Strict: a field that is not named here is an error. */

const count = z.int().nonnegative();
const uint32 = z.int().min(0).max(0xffff_ffff);
const port = z.int().min(1).max(65535);
const octet = z.int().min(0).max(255);
const address = z.union([z.ipv4(), z.ipv6()]);
/** A whole number of nanoseconds, in milliseconds. */
const duration = z
  .number()
  .nonnegative()
  .refine((value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3, "no finer than 1 ns");
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/);

const facts = {
  target: z.string().min(1),
  address,
  port,
  family: z.literal([4, 6]),
  zone: z.string().min(1).optional(),
  index: z.int().positive(),
  flow: z.int().positive().optional(),
  method: z.enum(["syn", "connect"]),
  clock: z.enum(["kernel", "user"]),
  sentAt: instant,
  source: z.strictObject({ address, port }).optional(),
  sequence: uint32.optional(),
  synsLost: z.int().positive().optional(),
};

const segment = z.strictObject({
  flags: z.array(z.enum(["CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"])),
  acknowledgment: uint32,
  sequence: uint32,
  window: z.int().min(0).max(65535),
  ttl: octet,
  options: z.strictObject({
    mss: z.int().min(0).max(65535).optional(),
    windowScale: octet.optional(),
    sackPermitted: z.literal(true).optional(),
    timestamps: z.strictObject({ value: uint32, echo: uint32 }).optional(),
  }),
  hops: octet,
});

const reply = { rttMs: duration, reply: segment };

/** With `connect` the kernel tells little of the segment, and no delay once it sent a SYN again. */
const handshake = { rttMs: duration.optional(), reply: segment.partial() };
const knowsWhichSynWasAnswered = (line: { rttMs?: unknown; synsLost?: unknown; clock: string }) =>
  line.rttMs !== undefined || line.synsLost !== undefined || line.clock === "user";

const icmp = z.strictObject({
  type: octet,
  code: octet,
  name: z.string().min(1),
  kind: z.enum([
    "no-route",
    "prohibited",
    "fragmentation-needed",
    "time-exceeded",
    "port-unreachable",
    "other",
  ]),
  sender: address,
  mtu: z.int().positive().optional(),
});

const changed = z
  .array(z.enum(["ttl", "window", "mss", "window-scale", "sack-permitted", "timestamps"]))
  .nonempty()
  .optional();

/** `try`: with `sweep`, the one that was answered, or the last. */
const probe = { event: z.literal("probe"), ...facts, try: z.int().positive().optional() };

const answered = z.literal(["open", "closed"]);

const probeSchema = z.union([
  z.strictObject({ ...probe, method: z.literal("syn"), outcome: answered, ...reply, changed }),
  z
    .strictObject({
      ...probe,
      method: z.literal("connect"),
      outcome: answered,
      ...handshake,
      changed,
    })
    .refine(knowsWhichSynWasAnswered, "no delay, and no word why"),
  z.strictObject({
    ...probe,
    outcome: z.literal("unreachable"),
    rttMs: duration.optional(),
    icmp,
  }),
  z.strictObject({ ...probe, outcome: z.literal("timeout"), waitedMs: duration }),
  z.strictObject({
    ...probe,
    outcome: z.literal("error"),
    error: z.strictObject({
      code: z.string().min(1),
      message: z.string().min(1),
      remedy: z.string().min(1).optional(),
    }),
  }),
]);

/** With `sweep`: a name without an address, so that nothing could be sent. */
const unaddressedSchema = z.strictObject({
  event: z.literal("probe"),
  target: z.string().min(1),
  port,
  index: z.int().positive(),
  outcome: z.literal("error"),
  error: z.strictObject({
    code: z.string().min(1),
    message: z.string().min(1),
    remedy: z.string().min(1).optional(),
  }),
});

const error = { rttMs: duration, icmp };

const late = { event: z.literal("late"), ...facts };

const lateSchema = z.union([
  z.strictObject({ ...late, ...reply }),
  z.strictObject({ ...late, ...error }),
]);

const duplicate = { event: z.literal("duplicate"), ...facts };

const duplicateSchema = z.union([
  z.strictObject({ ...duplicate, retransmitted: z.literal(true).optional(), ...reply }),
  z.strictObject({ ...duplicate, ...error }),
]);

const counters = {
  sent: count,
  open: count,
  closed: count,
  unreachable: count,
  timeout: count,
  error: count,
  late: count,
  duplicate: count,
  retransmitted: count,
  retried: z.int().positive().optional(),
  synsLost: z.int().positive().optional(),
  rejected: z.record(z.string(), z.int().positive()),
  lossRatio: z.number().min(0).max(1).optional(),
};

const rtt = z.strictObject({
  count,
  minMs: duration.optional(),
  meanMs: duration.optional(),
  maxMs: duration.optional(),
  stddevMs: duration.optional(),
  p50Ms: duration.optional(),
  p90Ms: duration.optional(),
  p99Ms: duration.optional(),
  variationMs: duration.optional(),
  exact: z.literal(false).optional(),
});

const summary = {
  event: z.literal("summary"),
  target: z.string().min(1),
  ...counters,
  unanswered: z.int().positive().optional(),
  elapsedMs: duration,
  rtt,
};

const flow = z.strictObject({ flow: z.int().positive(), port: port.optional(), ...counters, rtt });

export const summarySchema = z.strictObject({
  ...summary,
  address,
  port,
  zone: z.string().min(1).optional(),
  flows: z.array(flow).nonempty().optional(),
  suspected: z.string().min(1).optional(),
  warnings: z.array(z.string().min(1)).nonempty().optional(),
});

/** Of a target that stands for several endpoints, after theirs. */
const targetSummarySchema = z.strictObject({
  ...summary,
  endpoints: z.int().min(2),
  endpointsUp: count,
  warnings: z.array(z.string().min(1)).nonempty().optional(),
});

/** The one summary of a sweep. */
const sweepSummarySchema = z.strictObject({
  ...summary,
  target: z.literal("sweep"),
  endpoints: z.int().positive(),
  told: count,
  unreachableBy: z.record(z.string(), z.int().positive()).optional(),
  errorBy: z.record(z.string(), z.int().positive()).optional(),
  rate: z.number().positive().optional(),
  largestGapMs: duration,
  ringDrops: count,
  threads: z.int().positive(),
  seed: uint32,
  resumed: z.literal(true).optional(),
  interrupted: z.literal(true).optional(),
  resumeFile: z.string().min(1).optional(),
  warnings: z.array(z.string().min(1)).nonempty().optional(),
});

/** Any line of standard output under `ping --json`. */
export const lineSchema = z.union([
  probeSchema,
  lateSchema,
  duplicateSchema,
  summarySchema,
  targetSummarySchema,
]);

/** Any line of standard output under `sweep --json`. */
export const sweepLineSchema = z.union([probeSchema, unaddressedSchema, sweepSummarySchema]);
