import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { otherwise } from "./answers.ts";
import type { EventStreams } from "./event-stream.ts";
import { bodies, queries } from "./schemas.ts";

/** What happens, as server-sent events for as long as somebody listens. */
export function addEventRoutes(app: OpenAPIHono, streams: EventStreams): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/events",
      request: { query: queries.events },
      responses: {
        200: {
          description: "Events as they happen; the body of each is named by its kind",
          content: { "text/event-stream": { schema: bodies.eventStream } },
        },
        default: otherwise,
      },
    }),
    (context) => {
      const { types, target, brief } = context.req.valid("query");
      return streams.respond({
        brief: brief !== undefined,
        ...(types && { types }),
        ...(target !== undefined && { target }),
      });
    },
  );
}
