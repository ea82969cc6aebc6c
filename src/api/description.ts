import type { OpenAPIHono } from "@hono/zod-openapi";
import { otherwise } from "./answers.ts";

/** What is answered as text, and needs no schema: each path with what it is for. */
const plain = {
  "/metrics": "Everything in numbers, as Prometheus reads it (text format 0.0.4)",
  "/probe": "One probe of what `target` names, in the names of blackbox_exporter",
  "/-/healthy": "The daemon is alive",
  "/-/ready": "The configuration is taken over, and history can be stored",
} as const;

const text = { "text/plain": {} } as const;

/** `/probe` is asked for more than its path, and says as text, too, what is wrong with a module or a target. */
const ofProbe = {
  parameters: Object.entries({ target: true, module: false, debug: false }).map(
    ([name, required]) => ({ name, in: "query", required, schema: { type: "string" } }) as const,
  ),
  otherwise: { ...otherwise, content: { ...otherwise.content, ...text } },
};

/** `/api/openapi.json`: the paths that were added to the app, those of text, and how who is elsewhere asks. */
export function addDescription(app: OpenAPIHono, version: string): void {
  const registry = app.openAPIRegistry;
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "One of `tokens:` in the configuration: `read` to look, `admin` to change.",
  });
  for (const [path, description] of Object.entries(plain)) {
    const isProbe = path === "/probe";
    const responses = {
      200: { description, content: text },
      default: isProbe ? ofProbe.otherwise : otherwise,
    };
    const parameters = isProbe ? ofProbe.parameters : [];
    registry.registerPath({ method: "get", path, parameters, responses });
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
