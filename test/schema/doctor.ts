import { z } from "zod";

/** What `halfopen doctor --json` prints: one object. Strict: a field that is not named here is an error. */

const count = z.int().nonnegative();
const duration = z.number().nonnegative();
const names = z.enum([
  "capability",
  "user-namespace",
  "kernel",
  "interfaces",
  "routes",
  "resets",
  "clock",
  "ring",
  "offloads",
  "limits",
  "self-probe",
]);
const check = { name: names, seen: z.array(z.string().min(1)).nonempty() };

export const doctorSchema = z.strictObject({
  event: z.literal("doctor"),
  works: z.enum(["syn", "connect", "none"]),
  checks: z.array(
    z.union([
      z.strictObject({ ...check, verdict: z.literal("ok") }),
      z.strictObject({
        ...check,
        verdict: z.enum(["warning", "failed", "unknown"]),
        remedy: z.string().min(1),
      }),
    ]),
  ),
  loopback: z.array(
    z.strictObject({
      method: z.enum(["syn", "connect", "net.connect"]),
      family: z.literal([4, 6]),
      sent: count,
      lost: count,
      minMs: duration.optional(),
      p50Ms: duration.optional(),
      p99Ms: duration.optional(),
      resetsSent: count.optional(),
    }),
  ),
});
