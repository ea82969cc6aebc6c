import { z } from "@hono/zod-openapi";
import type * as contract from "./contract.ts";

/** Whether two types are the same, so that what is documented cannot drift from the contract. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const same = <A, B>(verdict: Same<A, B>): Same<A, B> => verdict;

const states = ["up", "degraded", "down", "unknown", "maintenance"] as const;
const state = z.enum(states);
const outcome = z.enum(["open", "closed", "unreachable", "timeout", "error"]);
const time = z.number().openapi({ description: "epoch milliseconds" });
const delay = z.number().openapi({ description: "milliseconds" });
const family = z.union([z.literal(4), z.literal(6)]);

const windowSchema = z
  .object({
    sent: z.number(),
    lost: z.number(),
    lossRatio: z.number().exactOptional(),
    p50Ms: delay.exactOptional(),
    p95Ms: delay.exactOptional(),
    p99Ms: delay.exactOptional(),
    maxMs: delay.exactOptional(),
  })
  .openapi("Window");

const resultSchema = z
  .object({
    at: time,
    outcome,
    rttMs: delay.exactOptional(),
    method: z.enum(["syn", "connect"]),
    clock: z.enum(["kernel", "user"]),
    index: z.number(),
    source: z
      .object({ address: z.string(), port: z.number(), interface: z.string().exactOptional() })
      .exactOptional(),
    sequence: z.number().exactOptional(),
    flow: z.number().exactOptional(),
    burst: z.literal(true).exactOptional(),
    synsLost: z.number().exactOptional(),
    changed: z.array(z.string()).exactOptional(),
    waitedMs: delay.exactOptional(),
    reply: z.record(z.string(), z.unknown()).exactOptional(),
    icmp: z.record(z.string(), z.unknown()).exactOptional(),
    error: z
      .object({ code: z.string(), message: z.string(), remedy: z.string().exactOptional() })
      .exactOptional(),
  })
  .openapi("Result");

const endpoint = z
  .object({
    address: z.string(),
    zone: z.string().exactOptional(),
    port: z.number(),
    family,
    state,
    since: time,
    last: resultSchema.exactOptional(),
    windows: z.object({
      "5m": windowSchema,
      "1h": windowSchema.exactOptional(),
      "24h": windowSchema.exactOptional(),
    }),
  })
  .openapi("Endpoint");

const targetSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    host: z.string(),
    port: z.number(),
    labels: z.record(z.string(), z.string()),
    state,
    since: time,
    flapping: z.boolean(),
    intervalMs: z.number(),
    timeoutMs: z.number(),
    dns: z.object({ tookMs: delay, at: time, error: z.string().exactOptional() }).exactOptional(),
    endpoints: z.array(endpoint),
  })
  .openapi("Target");

const bin = z
  .object({
    start: time,
    end: time,
    sent: z.number(),
    lost: z.number(),
    outcomes: z.record(outcome, z.number()),
    late: z.number(),
    minMs: delay.exactOptional(),
    p5Ms: delay.exactOptional(),
    p25Ms: delay.exactOptional(),
    p50Ms: delay.exactOptional(),
    p75Ms: delay.exactOptional(),
    p95Ms: delay.exactOptional(),
    p99Ms: delay.exactOptional(),
    maxMs: delay.exactOptional(),
    histogram: z
      .object({
        scale: z.number(),
        offset: z.number(),
        counts: z.array(z.number()),
        zeroCount: z.number(),
      })
      .openapi({
        description:
          "bucket i, from offset on, holds delays above 2^(i / 2^scale) ns, up to and including 2^((i + 1) / 2^scale) ns",
      }),
  })
  .openapi("Bin");

const incidentSchema = z
  .object({
    id: z.string(),
    vantage: z.string(),
    target: z.string(),
    endpoint: z
      .object({ address: z.string(), family, port: z.number(), zone: z.string().exactOptional() })
      .exactOptional(),
    rule: z.enum(["down", "lossy", "slow", "unresolved", "unsendable", "flapping"]),
    openedAt: time,
    closedAt: time.exactOptional(),
    closedBy: z.enum(["recovery", "removal"]).exactOptional(),
    summary: z.string(),
    evidence: z.array(
      z.object({
        at: time,
        outcome,
        rttMs: delay.exactOptional(),
        detail: z.string().exactOptional(),
        sourcePort: z.number().exactOptional(),
        sequence: z.number().exactOptional(),
      }),
    ),
    acknowledged: z
      .object({ at: time, by: z.string(), note: z.string().exactOptional() })
      .exactOptional(),
    lastTold: time.exactOptional(),
  })
  .openapi("Incident");

const rule = incidentSchema.shape.rule;

const glanceCell = z.object({
  sent: z.number(),
  lost: z.number(),
  p50Ms: delay.exactOptional(),
  p99Ms: delay.exactOptional(),
});

const glance = z
  .object({
    target: z.string(),
    from: time,
    stepMs: z.number(),
    window: glanceCell,
    cells: z.array(glanceCell),
  })
  .openapi("Glance");

const statusDay = z.object({
  start: time,
  sent: z.number(),
  lost: z.number(),
  downMs: z.number(),
});

const notification = z.object({
  id: z.string(),
  channel: z.string(),
  state: z.enum(["pending", "delivered", "given-up"]),
  attempts: z.number(),
  createdAt: time,
  deliveredAt: time.exactOptional(),
  lastError: z.string().exactOptional(),
});

export const bodies = {
  targets: z.object({ targets: z.array(targetSchema) }),
  target: targetSchema,
  results: z.object({
    results: z.array(
      resultSchema.extend({ endpoint: z.string().openapi({ example: "192.0.2.7:443" }) }),
    ),
  }),
  states: z.object({ states: z.array(z.object({ state, from: time, to: time })) }),
  series: z.object({ bins: z.array(bin) }),
  glances: z.object({ glances: z.array(glance) }),
  statusPage: z.object({
    title: z.string(),
    now: time,
    groups: z.array(
      z.object({
        name: z.string(),
        targets: z.array(z.object({ id: z.string(), name: z.string(), state, since: time })),
      }),
    ),
    incidents: z.array(z.object({ target: z.string(), rule, openedAt: time })),
  }),
  statusDays: z.object({
    targets: z.array(z.object({ id: z.string(), days: z.array(statusDay) })),
  }),
  incidents: z.object({ incidents: z.array(incidentSchema) }),
  eventStream: z.string().openapi({ example: "id: 1\nevent: targets\ndata: {}\n\n" }),
  incident: z.object({ incident: incidentSchema, notifications: z.array(notification) }),
  status: z.object({
    version: z.string(),
    vantage: z.string(),
    startedAt: time,
    now: time,
    method: z.enum(["syn", "connect"]),
    reload: z.object({ ok: z.boolean(), at: time, problems: z.array(z.string()) }),
    store: z.object({
      state: z.enum(["ok", "full", "failing"]),
      message: z.string().exactOptional(),
      queued: z.number(),
      lost: z.number(),
      stored: z.number(),
      octets: z.number(),
    }),
    outbox: z.object({
      pending: z.number(),
      failing: z.number(),
      delivered: z.number(),
      oldestPendingMs: z.number().exactOptional(),
    }),
    selfCheck: z.record(z.string(), z.number()),
  }),
  reload: z.object({ added: z.number(), removed: z.number(), changed: z.number() }),
  problem: z
    .object({ title: z.string(), status: z.number(), detail: z.string() })
    .openapi("Problem"),
};

same<z.infer<typeof bodies.targets>, contract.TargetsBody>(true);
same<z.infer<typeof bodies.results>, contract.ResultsBody>(true);
same<z.infer<typeof bodies.states>, contract.StatesBody>(true);
same<z.infer<typeof bodies.series>, contract.SeriesBody>(true);
same<z.infer<typeof bodies.glances>, contract.GlancesBody>(true);
same<z.infer<typeof bodies.statusPage>, contract.StatusPageBody>(true);
same<z.infer<typeof bodies.statusDays>, contract.StatusDaysBody>(true);
same<z.infer<typeof bodies.incidents>, contract.IncidentsBody>(true);
same<z.infer<typeof bodies.incident>, contract.IncidentDetailBody>(true);
same<z.infer<typeof bodies.status>, contract.StatusBody>(true);
same<z.infer<typeof bodies.problem>, contract.ProblemBody>(true);

const aTime = "expected epoch milliseconds, or RFC 3339 such as 2026-01-31T12:00:00Z";
/** Epoch milliseconds, or RFC 3339. */
const timeQuery = z
  .string(aTime)
  .transform((text, context) => {
    const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (!Number.isFinite(value)) {
      context.addIssue(aTime);
    }
    return value;
  })
  .openapi({ type: "string", description: "epoch milliseconds or RFC 3339" });

const wholeQuery = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z
    .string(expected)
    .transform((text, context) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (!(value >= least && value <= most)) {
        context.addIssue(expected);
      }
      return value;
    })
    .openapi({ type: "integer", minimum: least, maximum: most });
};

const oneText = (what: string) => z.string(`expected ${what}`);
const aTarget = "the id of one target";

const id = z.object({ id: z.string() });
/** Named as often as there are targets: `target=a&target=b`. */
const mostAtOnce = 60;
const someTargets = z.object({
  target: z
    .union(
      [z.string().transform((one) => [one]), z.array(z.string())],
      "expected the ids of targets, as in target=a&target=b",
    )
    .refine(({ length }) => length <= mostAtOnce, `expected at most ${mostAtOnce} at once`),
});
const glances = someTargets.extend({
  minutes: wholeQuery(5, 60).optional().openapi({ description: "how many, 60 when absent" }),
});
const aLabel = "name:value such as team:edge";
const aPart = "part of a name, host or label, up to 200 characters";
const aPerson = "who acknowledges it, in up to 200 characters";
const aNote = "a text of up to 2000 characters";
/** All of the contract: one more there, and this does not compile. */
const events = Object.keys({
  result: 0,
  state: 0,
  incident: 0,
  targets: 0,
  note: 0,
} satisfies Record<Exclude<keyof contract.EventBodies, "results">, 0>);
const isEvent = (word: string): boolean => events.includes(word);
const someEvents = `some of ${events.join(", ")}, with commas between`;
const longestRange = 10 * 366 * 86_400_000;

export const queries = {
  id,
  someTargets,
  glances,
  targets: z.object({
    state: z.enum(states, `expected one of ${states.join(", ")}`).optional(),
    label: oneText(aLabel)
      .regex(/^[a-zA-Z_]\w*:/, `expected ${aLabel}`)
      .optional()
      .openapi({ description: "name:value" }),
    q: oneText(aPart)
      .max(200, `expected ${aPart}`)
      .optional()
      .openapi({ description: "part of a name, host or label" }),
  }),
  states: z
    .object({ from: timeQuery, to: timeQuery })
    .refine(({ from, to }) => from < to, "from must be before to"),
  series: z
    .object({
      from: timeQuery,
      to: timeQuery,
      bins: wholeQuery(1, 2000).optional(),
      endpoint: oneText("one address of the target")
        .optional()
        .openapi({ description: "one address of the target" }),
    })
    .refine(({ from, to }) => from < to, "from must be before to")
    .refine(({ from, to }) => to - from <= longestRange, "at most ten years can be asked for"),
  incidents: z.object({
    open: z
      .enum(["", "true", "false"], "expected true or false")
      .optional()
      .openapi({ description: "only those that are open: true, or nothing; false: the others" }),
    target: oneText(aTarget).optional(),
    from: timeQuery.optional(),
    to: timeQuery.optional(),
    limit: wholeQuery(1, 1000).optional(),
    before: oneText("the id of one incident")
      .optional()
      .openapi({ description: "the id of the last one of the page before" }),
  }),
  events: z.object({
    types: oneText(someEvents)
      .transform((text, context) => {
        const types = text.split(",");
        if (!types.every(isEvent)) context.addIssue(`expected ${someEvents}`);
        return types;
      })
      .optional()
      .openapi({ type: "string", description: someEvents }),
    target: oneText(aTarget).optional(),
    brief: z
      .string()
      .optional()
      .openapi({ description: "all results of a second in one, however it is written" }),
  }),
  acknowledge: z.object(
    {
      by: oneText(aPerson).min(1, `expected ${aPerson}`).max(200, `expected ${aPerson}`),
      note: oneText(aNote).max(2000, `expected ${aNote}`).optional(),
    },
    'expected an object such as { "by": "ann" }',
  ),
};
