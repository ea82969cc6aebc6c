import type { z } from "@hono/zod-openapi";
import { bodies } from "./schemas.ts";

/** What a route answers when all is not well. */
export const otherwise = {
  description: "What was wrong, in one sentence (RFC 9457)",
  content: { "application/problem+json": { schema: bodies.problem } },
} as const;

/** What a route answers when all is well, and that it says in one sentence what was wrong otherwise. */
export const answers = <Body extends z.ZodType>(description: string, schema: Body) => ({
  200: { description, content: { "application/json": { schema } } },
  default: otherwise,
});
