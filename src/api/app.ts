import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import type { MonitorConfig } from "../config/index.ts";
import { formatEndpoint } from "../endpoint.ts";
import type { ProbeAnswer, ProbeRequest } from "../metrics/index.ts";
import type { MonitorView, TargetView } from "../monitor/index.ts";
import type { NotificationRecord, Store } from "../store/index.ts";
import { answers } from "./answers.ts";
import { writeBin } from "./bin-octets.ts";
import { resultBody, targetBody } from "./bodies.ts";
import type { IncidentBody, IncidentDetailBody, StatusBody } from "./contract.ts";
import type { Dashboard } from "./dashboard.ts";
import { addDescription } from "./description.ts";
import { addEventRoutes } from "./event-routes.ts";
import { EventStreams } from "./event-stream.ts";
import { guard } from "./guard.ts";
import { inPieces, listOctets } from "./in-pieces.ts";
import { addPageRoutes } from "./page-routes.ts";
import { methodsAt } from "./methods.ts";
import { problem } from "./problem.ts";
import { whatIsWrong } from "./question.ts";
import { bodies, queries } from "./schemas.ts";
import { readAhead, writeTarget } from "./target-octets.ts";
import { stateStretches } from "./state-stretches.ts";

export type ApiParts = {
  readonly monitor: MonitorView;
  readonly store: Store;
  readonly config: () => MonitorConfig;
  readonly version: string;
  readonly dashboard: Dashboard;
  /** In pieces, each some milliseconds of work. */
  readonly metrics: () => Iterator<string>;
  readonly probe: (request: ProbeRequest) => Promise<ProbeAnswer>;
  /** Epoch milliseconds; monotonic milliseconds. */
  readonly now: () => { readonly wall: number; readonly monotonic: number };
  /** Where a request came from. */
  readonly addressOf: (context: Context) => string;
  readonly log: (level: "warn" | "error", sentence: string) => void;
};

export type Api = {
  readonly fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
  /** Ends what would never end by itself. */
  close(): void;
};

const defaultBins = 300;
const defaultIncidents = 100;
const largestBody = 16 * 1024;
const seriesAtOnce = 8;
const json = { "content-type": "application/json" } as const;
const exposition = "text/plain; version=0.0.4; charset=utf-8";

/** The HTTP interface over a monitor and its history. */
export function createApi(parts: ApiParts): Api {
  const { monitor, store, config, now, dashboard } = parts;
  const streams = new EventStreams(monitor);
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      return result.success ? undefined : problem(400, whatIsWrong(result));
    },
  });
  app.onError((error, context) => {
    if (error instanceof SyntaxError || "status" in error)
      return problem(400, "the body is not JSON");
    parts.log("error", `${context.req.method} ${context.req.path} failed: ${error.message}`);
    return problem(500, "the daemon could not answer; its log says why");
  });
  app.notFound((context) => {
    const { method, path, raw } = context.req;
    const isPage = dashboard.has(path);
    if (isPage && (method === "GET" || method === "HEAD")) return dashboard.respond(path, raw);
    const allow = isPage ? ["GET", "HEAD"] : methodsAt(path, app.routes);
    if (allow.length === 0) return problem(404, `there is nothing at ${path}`);
    const sentence = `${path} cannot be asked with ${method}, only with ${allow.join(" or ")}`;
    return problem(405, sentence, { allow: allow.join(", ") });
  });
  const isOpen = (path: string): boolean =>
    dashboard.has(path) ||
    (config().statusPage.public && /^\/api\/v1\/status-page(?:\/days)?$/.test(path));
  app.use(guard(config, { now: () => now().monotonic, addressOf: parts.addressOf, isOpen }));
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: () => problem(413, "the body is larger than 16 kB"),
    }),
  );
  app.use("/api/v1/targets", compress());
  app.use("/api/v1/glances", compress());
  app.use("/api/v1/status-page/*", compress());
  app.use("/api/v1/targets/:id/series", compress());
  app.use("/metrics", compress());

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/targets",
      request: { query: queries.targets },
      responses: answers("Every target, or those that are asked for", bodies.targets),
    }),
    (context) => {
      const query = context.req.valid("query");
      const wanted = Array.from(monitor.targets()).filter((target) => matches(target, query));
      return context.body(
        inPieces(listOctets("targets", wanted, writeTarget, readAhead)),
        200,
        json,
      ) as never;
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/targets/{id}",
      request: { params: queries.id },
      responses: answers("One target", bodies.target),
    }),
    (context) => {
      const target = monitor.target(context.req.valid("param").id);
      return (
        target === undefined ? noTarget(context) : context.json(targetBody(target), 200)
      ) as never;
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/targets/{id}/results",
      request: { params: queries.id },
      responses: answers(
        "The last results of every endpoint with all their facts, newest first",
        bodies.results,
      ),
    }),
    (context) => {
      const target = monitor.target(context.req.valid("param").id);
      if (target === undefined) return noTarget(context) as never;
      const results = target.endpoints
        .flatMap((endpoint) =>
          endpoint.recent().map((result) => ({
            endpoint: formatEndpoint(endpoint.endpoint),
            ...resultBody(result),
          })),
        )
        .toSorted((one, other) => other.at - one.at);
      return context.json({ results }, 200);
    },
  );
  let readingSeries = 0;
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/targets/{id}/series",
      request: { params: queries.id, query: queries.series },
      responses: answers(
        "Exact counts and the exact merged distribution of each stretch of time",
        bodies.series,
      ),
    }),
    async (context) => {
      const target = monitor.target(context.req.valid("param").id);
      if (target === undefined) return noTarget(context) as never;
      const { from, to, bins = defaultBins, endpoint } = context.req.valid("query");
      const series = store
        .seriesOfTarget(target.id)
        .filter(({ key }) => endpoint === undefined || key.endpoint.address === endpoint)
        .map(({ id }) => id);
      if (readingSeries >= seriesAtOnce)
        return problem(503, "too many series are being read: ask again") as never;
      readingSeries++;
      try {
        const found = await store.bins({ series, from, to, bins });
        return context.body(inPieces(listOctets("bins", found, writeBin)), 200, json) as never;
      } finally {
        readingSeries--;
      }
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/targets/{id}/states",
      request: { params: queries.id, query: queries.states },
      responses: answers(
        "In which state the target was, stretch by stretch; nothing where it is not known",
        bodies.states,
      ),
    }),
    async (context) => {
      const target = monitor.target(context.req.valid("param").id);
      if (target === undefined) return noTarget(context) as never;
      const { id, state, since } = target;
      const asked = { target: id, ...context.req.valid("query") };
      return context.json({ states: await stateStretches(store, asked, { state, since }) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/incidents",
      request: { query: queries.incidents },
      responses: answers("Incidents, newest first", bodies.incidents),
    }),
    async (context) => {
      const {
        open,
        target,
        from,
        to,
        before,
        limit = defaultIncidents,
      } = context.req.valid("query");
      const incidents = await store.incidents({
        limit,
        ...(open !== undefined && { open: open !== "false" }),
        ...(target !== undefined && { target }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(before !== undefined && { before }),
      });
      return context.json({ incidents: incidents as IncidentBody[] }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/incidents/{id}",
      request: { params: queries.id },
      responses: answers("One incident, and who was told of it", bodies.incident),
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const incident = await store.incident(id);
      if (incident === undefined) return problem(404, `there is no incident ${id}`) as never;
      const notifications = await store.notificationsOf(id);
      return context.json(
        {
          incident: incident as IncidentBody,
          notifications: notifications.map(toldBody),
        },
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/v1/incidents/{id}/acknowledge",
      request: {
        params: queries.id,
        body: { required: true, content: { "application/json": { schema: queries.acknowledge } } },
      },
      responses: answers(
        "The incident, acknowledged: it is not told again",
        bodies.incidents.shape.incidents.element,
      ),
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { by, note } = context.req.valid("json");
      const incident = await monitor.acknowledge(id, by, note);
      return (
        incident === undefined
          ? problem(404, `there is no open incident ${id}`)
          : context.json(incident as IncidentBody, 200)
      ) as never;
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/status",
      responses: answers("How the daemon itself does", bodies.status),
    }),
    (context) => context.json(statusBody(parts), 200),
  );
  app.openapi(
    createRoute({
      method: "post",
      path: "/-/reload",
      responses: answers("The configuration was taken over", bodies.reload),
    }),
    async (context) => {
      const outcome = await monitor.reload();
      if (!outcome.ok)
        return problem(400, `what was in force goes on: ${outcome.problems.join("; ")}`) as never;
      const { added, removed, changed } = outcome;
      return context.json({ added, removed, changed }, 200);
    },
  );

  addPageRoutes(app, parts);
  addEventRoutes(app, streams);

  app.get("/-/healthy", (context) => context.text("halfopen is alive\n"));
  app.get("/-/ready", (context) => {
    const { reload, store: kept } = monitor.status();
    if (!reload.ok)
      return problem(503, `the configuration is not taken over: ${reload.problems[0]}`);
    if (kept.state !== "ok")
      return problem(503, `history cannot be stored: ${kept.message ?? kept.state}`);
    return context.text("halfopen is ready\n");
  });
  app.get("/metrics", (context) =>
    context.body(inPieces(parts.metrics()), 200, { "content-type": exposition }),
  );
  app.get("/probe", async (context) => {
    const target = context.req.query("target");
    if (target === undefined || target === "")
      return problem(400, "target is missing: /probe?target=host:port");
    const answer = await parts.probe({
      target,
      module: context.req.query("module") ?? "tcp_syn",
      timeoutMs: timeoutOf(context.req.header("x-prometheus-scrape-timeout-seconds")),
      debug: context.req.query("debug") === "true",
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": answer.contentType },
    });
  });
  addDescription(app, parts.version);
  return {
    fetch: (request, env) => app.fetch(request, env as object),
    close: () => streams.close(),
  };
}

/** What of a message its readers need: not its text, which is in the incidents. */
const toldBody = (record: NotificationRecord): IncidentDetailBody["notifications"][number] => ({
  id: record.id,
  channel: record.channel,
  state: record.state,
  attempts: record.attempts,
  createdAt: record.createdAt,
  ...(record.deliveredAt !== undefined && { deliveredAt: record.deliveredAt }),
  ...(record.lastError !== undefined && { lastError: record.lastError }),
});

const noTarget = (context: Context): Response =>
  problem(404, `there is no target ${context.req.param("id")}`);

/** Prometheus wants its answer before its own patience ends. */
function timeoutOf(header: string | undefined): number {
  const seconds = Number(header);
  const patience = Number.isFinite(seconds) && seconds > 0 ? seconds : 10;
  return Math.max(0.1, Math.min(patience - 0.5, 60)) * 1000;
}

type TargetQuery = z.infer<typeof queries.targets>;

function matches(target: TargetView, { state, label, q }: TargetQuery): boolean {
  if (state !== undefined && target.state !== state) return false;
  if (label !== undefined) {
    const [, name = "", value = ""] = /^([^:]*):(.*)$/.exec(label) ?? [];
    if (target.labels[name] !== value) return false;
  }
  if (q === undefined) return true;
  const words = [target.config.name, target.config.target.text, ...Object.values(target.labels)];
  return words.some((word) => word.toLowerCase().includes(q.toLowerCase()));
}

function statusBody({ monitor, config, version, now }: ApiParts): StatusBody {
  const { selfCheck, reload, startedAt, method, store, outbox } = monitor.status();
  // Distributions are in the metrics.
  const { lateness: _, ...numbers } = selfCheck;
  return {
    version,
    vantage: config().vantage,
    now: now().wall,
    startedAt,
    method,
    store,
    outbox,
    reload: { ...reload, problems: [...reload.problems] },
    selfCheck: numbers,
  };
}
