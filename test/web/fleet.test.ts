import type { Page } from "playwright-core";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { costOf } from "../../bench/dashboard/page-cost.ts";
import type { GlanceBody, TargetBody } from "../../src/api/contract.ts";
import { whyNoLab } from "../lab/index.ts";
import { targetOf } from "../../web/src/testing.ts";
import { patience, row, rowIds } from "./page.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });
const size = 10_000;
const mebibyte = 2 ** 20;

/** Targets that are made up, and how the page is told that they changed. */
class Fleet {
  readonly targets: TargetBody[] = Array.from({ length: size }, (_, number) =>
    targetOf(`t${number}`, { labels: { team: `team-${number % 10}`, site: "tokyo" } }),
  );
  /** Whether the page, which asks again and again, is heard: then it asks for the list too. */
  isHeard = false;

  async serve(page: Page): Promise<void> {
    await page.route("**/api/v1/targets", (route) =>
      route.fulfill({ json: { targets: this.targets } }),
    );
    await page.route("**/api/v1/events?brief", (route) => {
      const { isHeard } = this;
      this.isHeard = false;
      return isHeard
        ? route.fulfill({ contentType: "text/event-stream", body: ": here\n\n" })
        : route.fulfill({ status: 503, json: { title: "", status: 503, detail: "no room" } });
    });
    await page.route("**/api/v1/glances?*", (route) => {
      const ids = new URL(route.request().url()).searchParams.getAll("target");
      return route.fulfill({ json: { glances: ids.map(glanceOf) } });
    });
  }
}

const glanceOf = (target: string): GlanceBody => ({
  target,
  from: 0,
  stepMs: 60_000,
  window: { sent: 60, lost: 0, p50Ms: 1, p99Ms: 2 },
  cells: Array.from({ length: 61 }, () => ({ sent: 60, lost: 0, p50Ms: 1, p99Ms: 2 })),
});

const rowsOf = (page: Page) => page.locator(".row").count();

describe.skipIf(missing)(`many targets ${missing ?? ""}`, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene({
      targets: Array.from({ length: 200 }, (_, number) => ({
        host: `198.51.100.${number + 1}`,
        name: `t${number}`,
        interval: "1s",
        timeout: "500ms",
      })),
    });
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterEach(() => {
    scene.browser.assertNoComplaints();
  });
  test.concurrent("of ten thousand rows those that are seen are there, to the last", async ({
    expect,
  }) => {
    const fleet = new Fleet();
    const page = await scene.browser.open("/", {}, (one) => fleet.serve(one));
    await row(page, "t0").locator(".strip[role=img]").waitFor();
    expect(await rowsOf(page)).toBeLessThan(120);
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe(String(size + 1));
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await page.evaluate(`scrollTo(0, document.documentElement.scrollHeight * ${share})`);
      const near = Math.min(size - 1, Math.floor(size * share) - (share === 1 ? 0 : 1));
      await row(page, `t${near - 5}`).waitFor();
      expect(await rowsOf(page)).toBeLessThan(120);
    }
    await row(page, `t${size - 1}`)
      .locator(".strip[role=img]")
      .waitFor();
    expect((await rowIds(page)).at(-1)).toBe(`t${size - 1}`);
    await page.getByLabel("Search").fill("t9999");
    await expect.poll(() => rowIds(page), patience).toEqual(["t9999"]);
    await page.context().close();
  });

  test.concurrent("rows keep their order while the pointer is among them", async ({ expect }) => {
    const fleet = new Fleet();
    const page = await scene.browser.open("/", {}, (one) => fleet.serve(one));
    await row(page, "t3").hover();
    const before = await rowIds(page);
    fleet.targets[5]!.state = "down";
    fleet.isHeard = true;
    await row(page, "t5").and(page.locator("[data-state=down]")).waitFor(patience);
    expect(await rowIds(page)).toEqual(before);
    await page.getByLabel("Search").hover();
    await expect.poll(async () => (await rowIds(page))[0], patience).toBe("t5");
    await page.context().close();
  });

  test.concurrent("what was above the list is gone: the rows that come into sight are there", async ({
    expect,
  }) => {
    const fleet = new Fleet();
    const page = await scene.browser.open("/", {}, (one) => fleet.serve(one));
    await row(page, "t0").locator(".strip[role=img]").waitFor();
    const before = await rowsOf(page);
    await page.evaluate(`{
      for (const above of document.querySelectorAll(".bar, .totals, .filters")) above.style.display = "none";
    }`);
    await expect.poll(() => rowsOf(page), patience).toBeGreaterThan(before);
    await page.context().close();
  });

  test.concurrent("memory is flat: what is told makes the page no larger", async ({ expect }) => {
    const page = await scene.browser.open("/");
    await row(page, "t1").locator(".strip[role=img]").waitFor();
    const cost = await costOf(page);
    const heaps: number[] = [];
    // The longer form of this is a benchmark; here two hundred rows change every second.
    for (let turn = 0; turn < 3; turn++) {
      await setTimeout(8000);
      heaps.push(await cost.heap());
    }
    const growth = heaps.at(-1)! - heaps[0]!;
    expect(growth).toBeLessThan(1.5 * mebibyte);
    await page.context().close();
  }, 90_000);
});
