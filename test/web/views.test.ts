import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { home } from "./browser.ts";
import { settled } from "./page.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });

/** Texts that do not fit where they are, and are not meant to be cut off; a wide table scrolls by itself. */
const cutOff = `(() => {
  const isMeant = (style) => style.textOverflow === "ellipsis" || style.overflowX === "auto";
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    const { clientWidth, scrollWidth, clientHeight, scrollHeight } = element;
    if (clientWidth === 0 || element.closest(".wide, .aside, svg, select, datalist, .u-wrap")) return [];
    const style = getComputedStyle(element);
    if (isMeant(style) || style.visibility === "hidden") return [];
    const isRow = element.matches(".row");
    const fits = scrollWidth <= clientWidth && !(isRow && scrollHeight > clientHeight);
    return fits ? [] : [element.outerHTML.slice(0, 200)];
  });
})()`;

/** All that is to be read or heard, without what is named by whoever runs the daemon. */
const texts = `(() => {
  const within = [document.body, ...document.querySelectorAll("[aria-label], [aria-description], [title], [placeholder]")];
  const said = within.flatMap((element) => [
    element === document.body ? element.innerText : "",
    ...["aria-label", "aria-description", "title", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
  ]);
  return [document.title, ...said, ...[...document.querySelectorAll("svg title")].map((one) => one.textContent)];
})()`;
const sentence = /(?:\b[A-Za-z]{2,}\b[ ,]+){2,}[A-Za-z]{2,}/;

/** Within the page itself: a page of its own for the verdict takes twice as long. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

describe.skipIf(missing)(`every view ${missing ?? ""}`, () => {
  let scene: Scene;
  let views: [path: string, title: string, japanese: string][];
  const open = (path: string, options = {}) => scene.browser.open(path, options);

  beforeAll(async () => {
    scene = await startScene();
    const { incidents } = await scene.daemon.until<{ incidents: { id: string }[] }>(
      "/api/v1/incidents?target=mail",
      (body) => body.incidents.length > 0,
    );
    views = [
      ["/", "Overview", "概要"],
      ["/targets/pair?last=15m", "pair", "pair"],
      ["/incidents", "Incidents", "インシデント"],
      [`/incidents/${incidents[0]!.id}`, "Incident", "インシデント"],
      ["/status", "Status page", "ステータスページ"],
    ];
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterEach(() => {
    scene.browser.assertNoComplaints();
  });

  /** What stands open on a view beside the view itself. */
  const states: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    "/": async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
    "/targets/pair?last=15m": async (page) => {
      await page.locator(".as-text summary").click();
      await page.locator(".results details summary").first().click();
      await page.locator(".results .facts").waitFor();
    },
    "/incidents": (page) => page.locator(".settings summary").click(),
    "/status": (page) => page.locator(".days summary").first().click(),
  };

  describe.each(["light", "dark"] as const)(
    "axe finds nothing to complain of, %s",
    (colorScheme) => {
      test.each([0, 1, 2, 3, 4])("view %d, with what can be opened on it", async (number) => {
        const [path] = views[number]!;
        const page = await open(path, { colorScheme });
        await settled(page);
        await states[path]?.(page);
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const found = violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`);
        expect(found).toEqual([]);
        await page.context().close();
      });

      test("what is empty, and what failed", async () => {
        const page = await open("/?q=nobody", { colorScheme });
        await page.getByText("No target matches").waitFor();
        expect((await axe(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
        await page.goto(`${home}/targets/nobody`);
        await page.getByText("there is no target nobody").waitFor();
        expect((await axe(page).analyze()).violations.map(({ id }) => id)).toEqual([]);
        await page.context().close();
      });
    },
  );

  test.each([
    ["en", "Settings", 1],
    ["ja", "設定", 2],
  ] as const)(
    "on a screen of 360 px nothing is cut off, and each view has its title, %s",
    async (locale, settings, column) => {
      const page = await open("/-/healthy", { locale, viewport: { width: 360, height: 740 } });
      for (const view of views) {
        const [path] = view;
        await page.goto(home + path);
        await settled(page);
        expect(await page.title()).toBe(`${view[column]} · halfopen`);
        const excess = () => page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect([path, await excess(), await page.evaluate(cutOff)]).toEqual([path, 0, []]);
        await page.getByText(settings).click();
        expect([path, await excess(), await page.evaluate(cutOff)]).toEqual([path, 0, []]);
        await page.getByText(settings).click();
        await page.locator("header button").click();
        await page.getByRole("dialog").waitFor();
        expect([path, await excess(), await page.evaluate(cutOff)]).toEqual([path, 0, []]);
      }
      await page.context().close();
    },
  );

  test("in Japanese nothing is said in another language", async () => {
    const page = await open("/-/healthy", { locale: "ja-JP" });
    const places = [...views.map(([path]) => path), "/?q=nobody", "/targets/nobody", "/nowhere"];
    for (const path of places) {
      // The daemon serves its page at places that it knows; others are reached within.
      await page.goto(home + (path === "/nowhere" ? "/targets/%" : path));
      await page.locator("main h1, main [role=alert], main .notice").first().waitFor();
      if (views.some(([known]) => known === path)) await settled(page);
      await states[path]?.(page);
      const said = await page.evaluate<string[]>(texts);
      expect([path, said.filter((text) => sentence.test(text))]).toEqual([path, []]);
    }
    await page.context().close();
  });

  test("the 90 days of a service are told day by day, by UTC wherever the viewer is", async () => {
    const dates = new Intl.DateTimeFormat("en", { timeZone: "UTC", dateStyle: "medium" });
    const before = dates.format(Date.now());
    const page = await open("/status", { timezoneId: "Pacific/Kiritimati" });
    const days = page.locator(".days").first();
    await days.locator("summary").click();
    const rows = days.locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(90);
    // A day may have ended meanwhile.
    const today = [before, dates.format(Date.now())];
    expect(today).toContain(await rows.first().locator("th").innerText());
    expect(await rows.last().innerText()).toContain("not watched");
    await page.context().close();
  });
});
