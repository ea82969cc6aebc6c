import { createHash } from "node:crypto";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { MonitorConfig } from "../config/index.ts";
import { guard } from "./guard.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");
const tokens = [{ name: "r", role: "read", sha256: sha256("looking") }] as const;

/** How often each answer comes when one address asks a thousand times at one moment. */
async function answersOf(
  config: Partial<MonitorConfig>,
  headers: Record<string, string>,
  path = "/probe",
): Promise<Record<number, number>> {
  const app = new Hono();
  const gate = { now: () => 0, addressOf: () => "192.0.2.1", isOpen: (at: string) => at === "/" };
  app.use(guard(() => config as MonitorConfig, gate));
  app.get("*", (context) => context.text("well"));
  const counts: Record<number, number> = {};
  for (let n = 0; n < 1000; n++) {
    const { status } = await app.request(path, { headers });
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const here = { host: "127.0.0.1:8640" };

test.each([
  ["bears a token", { tokens }, bearer("looking"), "/probe", { 200: 1000 }],
  ["is on this machine, where none is needed", { tokens: [] }, here, "/probe", { 200: 1000 }],
  ["bears a wrong token", { tokens }, bearer("guess"), "/probe", { 401: 200, 429: 800 }],
  ["bears none", { tokens }, {}, "/probe", { 401: 200, 429: 800 }],
  ["bears none, of what is open", { tokens }, {}, "/", { 200: 200, 429: 800 }],
  ["bears none, whether it is alive", { tokens }, {}, "/-/healthy", { 200: 1000 }],
  ["comes by another name", { tokens: [] }, { host: "a.example" }, "/", { 403: 200, 429: 800 }],
])("a thousand requests at once of whoever %s", async (_, config, headers, path, expected) => {
  expect(await answersOf(config, headers, path)).toEqual(expected);
});
