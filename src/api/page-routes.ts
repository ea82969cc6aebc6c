import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { MonitorConfig } from "../config/index.ts";
import type { MonitorView, TargetView } from "../monitor/index.ts";
import type { Store } from "../store/index.ts";
import { answers } from "./answers.ts";
import { glanceOf } from "./glance.ts";
import { remembered } from "./remembered.ts";
import { bodies, queries } from "./schemas.ts";
import { statusDays, statusPage } from "./status-page.ts";

export type PageParts = {
  readonly monitor: MonitorView;
  readonly store: Store;
  readonly config: () => MonitorConfig;
  readonly now: () => { readonly wall: number; readonly monotonic: number };
};

const wholeHour = 60;
/** 90 days change little within a minute, and anybody may ask for them where the page is public. */
const daysKept = 60_000;

/** What the dashboard asks for beside the rest: little of many targets at once. */
export function addPageRoutes(app: OpenAPIHono, { monitor, store, config, now }: PageParts): void {
  const wanted = (ids: readonly string[]): TargetView[] =>
    ids.map((id) => monitor.target(id)).filter((target) => target !== undefined);
  const days = remembered(daysKept, {
    now: () => now().monotonic,
    make: (target: TargetView) => statusDays(target, store, now().wall),
  });

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/glances",
      request: { query: queries.glances },
      responses: answers("The last hour of some targets, minute by minute", bodies.glances),
    }),
    async (context) => {
      const { target, minutes = wholeHour } = context.req.valid("query");
      const asked = { now: now().wall, minutes };
      const glances = await Promise.all(wanted(target).map((one) => glanceOf(one, store, asked)));
      return context.json({ glances }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/status-page",
      responses: answers("Names and states, for people who are not on call", bodies.statusPage),
    }),
    (context) => context.json(statusPage(monitor, config(), now().wall), 200),
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/status-page/days",
      request: { query: queries.someTargets },
      responses: answers("The last 90 days of some targets", bodies.statusDays),
    }),
    async (context) => {
      const { target } = context.req.valid("query");
      const targets = await Promise.all(wanted(target).map((one) => days(one)));
      return context.json({ targets }, 200);
    },
  );
}
