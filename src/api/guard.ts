import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { isLoopback, type MonitorConfig } from "../config/index.ts";
import { problem } from "./problem.ts";
import { RequestRate } from "./request-rate.ts";

export type Role = "read" | "admin";

export type Gate = {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Where a request came from. */
  readonly addressOf: (context: Context) => string;
  /** What is answered without a token. */
  readonly isOpen: (path: string) => boolean;
};

const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * Lets pass who may. With tokens, a request bears one: `read` for looking, `admin` for changing anything.
 * Without any, the daemon is on loopback, where what is to be kept out are web pages in a browser of this
 * machine: their host or origin tells them.
 */
export function guard(
  config: () => MonitorConfig,
  { now, addressOf, isOpen }: Gate,
): MiddlewareHandler {
  const rate = new RequestRate(now);
  return async (context, next) => {
    const refusal = check(context);
    if (refusal === undefined) await next();
    else context.res = refusal;
    for (const [name, value] of Object.entries(securityHeaders)) {
      // A page says itself what it may do, and for how long it may be kept.
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  };

  /** How often whoever is known may ask is its own affair: thousands of targets are scraped from one address. */
  function check(context: Context): Response | undefined {
    // Whoever looks after processes has no token, and may ask as often as it likes.
    if (context.req.path === "/-/healthy") return undefined;
    const changes = context.req.method !== "GET" && context.req.method !== "HEAD";
    const { tokens } = config();
    if (tokens.length === 0) {
      const refusal = checkBrowser(context, changes);
      return refusal && (tooMany(context) ?? refusal);
    }
    const role = roleOf(context.req.header("authorization"), tokens);
    if (role !== undefined) {
      return changes && role !== "admin"
        ? problem(403, "this needs a token with the role admin")
        : undefined;
    }
    const refusal = tooMany(context);
    if (refusal !== undefined || (!changes && isOpen(context.req.path))) return refusal;
    return problem(401, "a token is needed: send it as Authorization: Bearer …", {
      "www-authenticate": "Bearer",
    });
  }

  function tooMany(context: Context): Response | undefined {
    const wait = rate.take(addressOf(context));
    if (wait === 0) return undefined;
    const after = { "retry-after": String(Math.ceil(wait / 1000)) };
    return problem(429, "too many requests from this address: ask less often", after);
  }
}

function checkBrowser(context: Context, changes: boolean): Response | undefined {
  const host = (context.req.header("host") ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  if (!isLoopback(host)) {
    return problem(
      403,
      `this daemon is asked as ${host || "nobody"}: ask it as 127.0.0.1 or localhost`,
    );
  }
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname)));
  return changes && foreign
    ? problem(403, "a page of another site may not change anything")
    : undefined;
}

/** Every token is compared, each in constant time: how long it takes tells nothing. */
function roleOf(header: string | undefined, tokens: MonitorConfig["tokens"]): Role | undefined {
  const presented = /^Bearer (.+)$/.exec(header ?? "")?.[1] ?? "";
  const hash = createHash("sha256").update(presented).digest();
  let role: Role | undefined;
  for (const token of tokens) {
    if (timingSafeEqual(hash, Buffer.from(token.sha256, "hex"))) role = token.role;
  }
  return role;
}
