import type { OpenAPIHono, RouteConfig } from "@hono/zod-openapi";
import { otherwise } from "./answers.ts";

/** What is answered as text, and needs no schema: each path with what it is for. */
const plain = {
  "/metrics": ["text/plain", "Everything in numbers, as Prometheus reads it (text format 0.0.4)"],
  "/probe": ["text/plain", "One probe of what `target` names, in the names of blackbox_exporter"],
  "/-/healthy": ["text/plain", "The daemon is alive"],
  "/-/ready": ["text/plain", "The configuration is taken over, and history can be stored"],
} as const;

/** Of `/probe`: name, and whether it must be there. */
const questions = { target: true, module: false, debug: false } as const;

/** What is wrong with a module or a target is text as well. */
const refusedProbe = { ...otherwise.content, "text/plain": {} };

function described(path: keyof typeof plain): RouteConfig {
  const [type, description] = plain[path];
  return {
    method: "get",
    path,
    responses: {
      200: { description, content: { [type]: {} } },
      default: path === "/probe" ? { ...otherwise, content: refusedProbe } : otherwise,
    },
  };
}

/** `/api/openapi.json`: every path of the interface, and how those ask who are not on this machine. */
export function addDescription(app: OpenAPIHono, version: string): void {
  const registry = app.openAPIRegistry;
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "One of `tokens:` in the configuration: `read` to look, `admin` to change.",
  });
  for (const path of Object.keys(plain) as (keyof typeof plain)[]) {
    const parameters = Object.entries(questions).map(
      ([name, required]) => ({ name, in: "query", required, schema: { type: "string" } }) as const,
    );
    registry.registerPath({ ...described(path), ...(path === "/probe" && { parameters }) });
  }
  app.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "halfopen",
      version,
      description: "What a halfopen monitor knows.",
    },
    // On loopback nobody needs one, and some paths are open to all.
    security: [{ token: [] }, {}],
  });
}
