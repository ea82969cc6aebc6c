import { AxeBuilder } from "@axe-core/playwright";
import type { Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SeriesBody } from "../../src/api/contract.ts";
import { columnsOf } from "../../web/src/chart/columns.ts";
import { delayRangeOf } from "../../web/src/chart/delay-axis.ts";
import { densityOf } from "../../web/src/chart/density.ts";
import { cellHeight, shadeOf } from "../../web/src/chart/shade.ts";
import { whyNoLab } from "../lab/index.ts";
import { home } from "./browser.ts";
import { type Drawn, gridRed, readCanvas, smokeRed } from "./canvas.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });

/** Smoke over what is below it. */
const blend = (under: number, alpha: number): number => under - (under - smokeRed) * alpha;
const row = (page: Page, id: string) => page.locator(`.row[data-target="${id}"]`);
const rowIds = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(".row[data-target]")].map(({ dataset }) => dataset.target)`,
  );
/** The view shows what it was opened for. */
const settled = (page: Page) =>
  page.locator("main :is(.row, .smoke canvas, .list li, .facts, .bars rect)").first().waitFor();

/** The smoke chart was drawn since its measures were last cleared. */
async function drawn(page: Page): Promise<void> {
  const times = () => page.evaluate<number>('performance.getEntriesByName("smoke-draw").length');
  await expect.poll(times).toBeGreaterThan(0);
}

describe.skipIf(missing)(`the dashboard ${missing ?? ""}`, () => {
  let scene: Scene;
  let incident: string;
  const open = (path: string, options = {}) => scene.browser.open(path, options);

  beforeAll(async () => {
    scene = await startScene();
    const { incidents } = await scene.daemon.until<{ incidents: { id: string }[] }>(
      "/api/v1/incidents?target=mail",
      (body) => body.incidents.length > 0,
    );
    incident = incidents[0]!.id;
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const views = () => [
    "/",
    "/targets/web-a?last=15m",
    "/incidents",
    `/incidents/${incident}`,
    "/status",
  ];

  test("the overview has every target, worst first, and counts them", async () => {
    const page = await open("/");
    await row(page, "web-b").waitFor();
    expect(await rowIds(page)).toEqual(["mail", "api", "db", "web-a", "web-b"]);
    expect(await page.locator(".totals").innerText()).toMatch(/1\s+Down\s+0\s+Degraded\s+4\s+Up/);
    await page.locator(".row[data-target=web-a] .strip[role=img]").waitFor();
    expect(await row(page, "web-a").innerText()).toMatch(/µs|ms/);
    await page.context().close();
  });

  test("a target that goes down turns red on screen, opens an incident, and recovers", async () => {
    const page = await open("/");
    await row(page, "db").and(page.locator("[data-state=up]")).waitFor();
    const colour = `getComputedStyle(document.querySelector("[data-target=db]")).backgroundColor`;
    const calm = await page.evaluate(colour);
    await scene.changing.stop();
    await row(page, "db").and(page.locator("[data-state=down]")).waitFor();
    expect(await page.evaluate(colour)).not.toBe(calm);
    expect(await row(page, "db").innerText()).toContain("Down");
    await page.getByRole("link", { name: /^db: / }).click();
    await page.getByText("Exchanges around the moment").waitFor();
    expect(await page.locator("main").innerText()).toMatch(/closed/);
    await page.getByLabel("Your name").fill("Aiko");
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("Acknowledged by Aiko").waitFor();
    await scene.changing.start();
    await page.getByText("Closed", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await row(page, "db").and(page.locator("[data-state=up]")).waitFor();
    await page.context().close();
  });

  test("search, filters and groups, kept in the address", async () => {
    const page = await open("/");
    await row(page, "web-b").waitFor();
    await page.getByLabel("Search").fill("WEB");
    await expect.poll(() => rowIds(page)).toEqual(["web-a", "web-b"]);
    await page.getByLabel("Label", { exact: true }).selectOption("site:osaka");
    await expect.poll(() => rowIds(page)).toEqual(["web-b"]);
    await page.reload();
    await expect.poll(() => rowIds(page)).toEqual(["web-b"]);
    await page.getByLabel("State", { exact: true }).selectOption("down");
    await page.getByText("No target matches").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByLabel("Groups").selectOption("team");
    await page.locator(".row.group").first().waitFor();
    expect(await page.locator(".row.group").allInnerTexts()).toEqual(["core 3", "edge 2"]);
    await page.context().close();
  });

  test("everything by keyboard", async () => {
    const page = await open("/");
    await row(page, "mail").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await page.keyboard.type("db");
    await expect.poll(() => rowIds(page)).toEqual(["db"]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.locator(".row[data-chosen=true]").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/targets/db");
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL("**/incidents");
    await page.context().close();
  });

  test("language, theme and time zone follow the browser, can be set, and are kept", async () => {
    const page = await open("/incidents", { locale: "ja-JP", colorScheme: "dark" });
    await page.getByRole("heading", { name: "インシデント" }).waitFor();
    const paper = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    const dark = await paper();
    const before = await page.locator(".list li").first().innerText();
    await page.getByText("設定").click();
    await page.getByLabel("テーマ").selectOption("light");
    expect(await paper()).not.toBe(dark);
    await page.getByLabel("タイムゾーン").fill("Asia/Tokyo");
    await page.getByLabel("タイムゾーン").blur();
    await expect.poll(() => page.locator(".list li").first().innerText()).not.toBe(before);
    await page.getByLabel("言語").selectOption("en");
    await page.reload();
    await page.getByRole("heading", { name: "Incidents" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await paper()).not.toBe(dark);
    await page.context().close();
  });

  test("drag zooms, the address holds it, double-click goes back, the pointer is answered", async () => {
    const page = await open("/targets/web-a?last=15m");
    const over = page.locator(".smoke .u-over").first();
    await over.waitFor();
    const box = (await over.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 3, y);
    await page.locator(".readout[data-hovered=true]").waitFor();
    expect(await page.locator(".readout").innerText()).toMatch(/sent\s+\d+/);
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const zoomed = new URL(page.url());
    const [from, to] = ["from", "to"].map((name) => Number(zoomed.searchParams.get(name)));
    expect((to! - from!) / 60_000).toBeCloseTo(6, 0);
    await page.reload();
    await over.waitFor();
    expect(page.url()).toBe(zoomed.href);
    await page.getByRole("application").focus();
    await page.keyboard.press("-");
    await page.waitForURL((url) => url.href !== zoomed.href);
    await over.dblclick();
    await page.waitForURL((url) => url.search === "");
    await page.context().close();
  });

  test("the density drawn is the histogram that the API tells", async () => {
    // A stretch that is over is neither asked for again nor drawn again by itself.
    const to = Date.now() - 2000;
    const page = await open("/");
    const told: Response[] = [];
    page.on("response", (response) => response.url().includes("/series?") && told.push(response));
    await page.goto(`${home}/targets/web-a?from=${to - 60_000}&to=${to}`);
    await drawn(page);
    for (const layer of ["Median", "p25–p75", "p5–p95"]) {
      await page.evaluate('performance.clearMeasures("smoke-draw")');
      await page.getByLabel(layer).uncheck();
      await drawn(page);
    }
    const { bins } = (await told.at(-1)!.json()) as SeriesBody;
    const canvas = await page.evaluate<Drawn>(readCanvas);
    const view = { from: bins[0]!.start, to: bins.at(-1)!.end };
    const column = columnsOf(bins, view, canvas.width).reduce((fullest, one) =>
      one.bin.sent > fullest.bin.sent ? one : fullest,
    );
    const rows = Math.round(canvas.height / cellHeight);
    const range = delayRangeOf(bins);
    const most = Math.max(
      ...bins.map(({ histogram }) => Math.max(...densityOf(histogram, range, rows))),
    );
    const cells = densityOf(column.bin.histogram, range, rows);
    expect(cells.reduce((sum, count) => sum + count, 0)).toBe(column.bin.sent);
    let exact = 0;
    const wrong = canvas.reds[column.left]!.flatMap((red, y) => {
      const count = cells[Math.floor((y * rows) / canvas.height)]!;
      const alpha = shadeOf(count, most);
      const [plain, onLine] = [blend(255, alpha), blend(gridRed, alpha)];
      // A line of the grid may shine through, whole or as the half of one between two pixels.
      const isPossible = red >= onLine - 3 && red <= plain + 3;
      if (Math.abs(red - plain) <= 3) exact++;
      return isPossible ? [] : [{ y, count, red, plain }];
    });
    expect(exact / canvas.height).toBeGreaterThan(0.95);
    expect(wrong).toEqual([]);
    expect(new Set(canvas.reds[column.left]).size).toBeGreaterThan(3);
    await page.context().close();
  });

  test("the last results come in live, with every fact of the reply", async () => {
    const page = await open("/targets/web-a");
    const first = page.locator(".results tbody tr").first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/open.*SYN ACK.*mss 1460.*kernel/s);
    const before = await first.innerText();
    await expect.poll(() => first.innerText()).not.toBe(before);
    await page.context().close();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing to complain of, %s",
    async (colorScheme) => {
      for (const path of views()) {
        const page = await open(path, { colorScheme });
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`);
        expect(found).toEqual([]);
        await page.context().close();
      }
    },
  );

  test.each(["en", "ja"])("nothing is wider than a screen of 360 px, %s", async (locale) => {
    for (const path of views()) {
      const page = await open(path, { locale, viewport: { width: 360, height: 740 } });
      await settled(page);
      const excess = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect([path, excess]).toEqual([path, 0]);
      await page.context().close();
    }
  });

  test("the first view is at most 80 kB, compressed, and everything stays at home", async () => {
    const { text, headers } = await scene.daemon.ask("/", {
      headers: { "accept-encoding": "gzip" },
    });
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(text).not.toBe("");
    const page = await open("/");
    await row(page, "mail").waitFor();
    const sizes = await page.evaluate<number[]>(
      `performance.getEntries()
        .filter(({ name, encodedBodySize }) => encodedBodySize > 0 && !name.includes("/api/"))
        .map(({ encodedBodySize }) => encodedBodySize)`,
    );
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
    await page.context().close();
    expect(scene.browser.complaints).toEqual([]);
  });

  test("a place that is not there says so", async () => {
    const answer = await scene.daemon.ask("/nowhere");
    expect([answer.status, answer.headers["content-type"]]).toEqual([
      404,
      "application/problem+json",
    ]);
    const page = await open("/targets/nobody");
    await page.getByText("there is no target nobody").waitFor();
    await page.context().close();
  });

  // The last one: it ends the daemon.
  test("when the daemon is gone the page says so, and comes back by itself", async () => {
    const page = await open("/");
    await row(page, "web-a").waitFor();
    await scene.stopDaemon();
    await page.getByText("The daemon does not answer").waitFor();
    await scene.startDaemon();
    await page.getByText("The daemon does not answer").waitFor({ state: "detached" });
    await row(page, "web-a").and(page.locator("[data-state=up]")).waitFor();
    expect(await row(page, "web-a").innerText()).toContain("Up");
    await page.context().close();
  });
});

test.skipIf(missing)(
  "with tokens: the page asks for one, and the status page alone can be public",
  async () => {
    const token = "correct horse battery staple";
    const { createHash } = await import("node:crypto");
    const sha256 = createHash("sha256").update(token).digest("hex");
    await using scene = await startScene({
      tokens: [{ name: "people", role: "read", sha256 }],
      statusPage: { public: true, title: "Example Networks", groupBy: "team" },
    });
    const visitor = await scene.browser.open("/status");
    await visitor.getByText("Example Networks").waitFor();
    await visitor.locator(".bars rect").first().waitFor();
    expect(await visitor.locator("main").innerText()).not.toContain(scene.lab.target.address4);
    const refused = await visitor.request.get(`${home}/api/v1/targets`).catch(() => undefined);
    expect(refused?.status() ?? 401).toBe(401);

    const page = await scene.browser.open("/");
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("This token is not known").waitFor();
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.locator('.row[data-target="web-a"]').waitFor();
  },
);
