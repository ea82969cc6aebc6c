import type { Page, Response } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { BinBody, HistogramBody, SeriesBody } from "../../src/api/contract.ts";
import { columnsOf } from "../../web/src/chart/columns.ts";
import { type DelayRange, delayRangeOf } from "../../web/src/chart/delay-axis.ts";
import { cellHeight, shadeOf } from "../../web/src/chart/shade.ts";
import { whyNoLab } from "../lab/index.ts";
import { home } from "./browser.ts";
import { type Drawn, gridRed, partsOf, type Pixel, readCanvas, smokeRed, strip } from "./canvas.ts";
import { at, hour, serveHour } from "./made-up.ts";
import { drawn } from "./page.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });

/** Fewer columns are as good as many, and sooner compared. */
const narrow = { viewport: { width: 700, height: 900 } } as const;
/** Smoke over what is below it. */
const blend = (under: number, alpha: number): number => under - (under - smokeRed) * alpha;

/**
 * How many delays are in each row of the plot, the top row first: of each bucket, from the bounds that
 * the contract gives it, the share of its height that lies in the row.
 */
function countsOf({ scale, offset, counts }: HistogramBody, range: DelayRange, rows: number) {
  const [bottom, top] = [Math.log(range.least * 1e6), Math.log(range.most * 1e6)];
  const toRow = (nanoseconds: number) => (rows * (top - Math.log(nanoseconds))) / (top - bottom);
  const found = Array.from({ length: rows }, () => 0);
  for (const [slot, count] of counts.entries()) {
    const [lower, upper] = [0, 1].map((one) => 2 ** ((offset + slot + one) / 2 ** scale));
    const [from, to] = [toRow(upper!), toRow(lower!)];
    for (let row = Math.max(0, Math.floor(from)); row < Math.min(rows, Math.ceil(to)); row++)
      found[row]! += (count * (Math.min(row + 1, to) - Math.max(row, from))) / (to - from);
  }
  return found;
}

/** Leaves of the chart what is named. */
async function only(page: Page, ...layers: readonly string[]): Promise<void> {
  for (const layer of ["Density", "Median", "p25–p75", "p5–p95"]) {
    if (layers.includes(layer)) continue;
    await page.evaluate('performance.clearMeasures("smoke-draw")');
    await page.getByLabel(layer).uncheck();
    await drawn(page);
  }
}

const isTinted = ([red, green, blue]: Pixel) => red + green + blue < 740;
const isGrey = ([red, green, blue]: Pixel) =>
  Math.max(red, green, blue) - Math.min(red, green, blue) < 24;
const isPurple = ([red, green, blue]: Pixel) => red - green > 8 && blue - green > 12;
const isPink = ([red, green, blue]: Pixel) => red - green > 30 && red > blue + 10;
const isOrange = ([red, , blue]: Pixel) => red - blue > 60;
const countOf = (pixels: readonly Pixel[], is: (pixel: Pixel) => boolean) =>
  pixels.filter(is).length;

/** Draws one layer more: from the first to the last row that it changes of a column, and its darkest one. */
async function extentOf(page: Page, layer: string, bare: Drawn) {
  const toggle = async (): Promise<Drawn> => {
    await page.evaluate('performance.clearMeasures("smoke-draw")');
    await page.getByLabel(layer).click();
    await drawn(page);
    return page.evaluate<Drawn>(readCanvas);
  };
  const x = Math.floor(0.4 * bare.width);
  const now = (await toggle()).pixels[x]!;
  await toggle();
  const changed = now.flatMap((pixel, y) => (pixel === bare.pixels[x]![y] ? [] : [y]));
  const line = now.findIndex((pixel) => partsOf(pixel)[0] < 80);
  return { top: changed[0]!, bottom: changed.at(-1)!, line };
}

describe.skipIf(missing)(`the smoke chart ${missing ?? ""}`, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterEach(() => {
    scene.browser.assertNoComplaints();
  });

  test("the density drawn is, column by column, the histogram that the API tells", async () => {
    // A stretch that is over is neither asked for again nor drawn again by itself.
    const from = Date.now();
    const whole = `from=${from}&to=${from + 60_000}`;
    await scene.daemon.until<SeriesBody>(
      `/api/v1/targets/web-a/series?${whole}&bins=1`,
      ({ bins }) => bins[0]!.sent >= 50,
    );
    const to = Date.now() - 1000;
    const told: Response[] = [];
    const path = `/targets/web-a?from=${from}&to=${to}`;
    const page = await scene.browser.open(path, narrow, async (one) => {
      one.on("response", (response) => response.url().includes("/series?") && told.push(response));
    });
    await drawn(page);
    await only(page, "Density");
    const { bins } = (await told.at(-1)!.json()) as SeriesBody;
    const { width, height, pixels } = await page.evaluate<Drawn>(readCanvas);
    const columns = columnsOf(bins, { from, to }, width);
    const rows = Math.round(height / cellHeight);
    const range = delayRangeOf(bins);
    const countsIn = ({ histogram }: BinBody) => countsOf(histogram, range, rows);
    const most = Math.max(...bins.flatMap(countsIn));
    let [exact, all, filled] = [0, 0, 0];
    const wrong: object[] = [];
    for (const { left, right, bin } of columns) {
      // Hatched where nothing was probed.
      if (bin.sent === 0) continue;
      filled++;
      const alphas = countsIn(bin).map((count) => shadeOf(count, most));
      for (let x = left; x < right; x++)
        for (let y = 0; y < height; y++) {
          const row = Math.floor((y * rows) / height);
          // At the very edge is also what lies beyond the range.
          if (row === 0 || row === rows - 1) continue;
          const [red] = partsOf(pixels[x]![y]!);
          const [plain, onLine] = [blend(255, alphas[row]!), blend(gridRed, alphas[row]!)];
          all++;
          if (Math.abs(red - plain) <= 3) exact++;
          // A line of the grid may shine through, whole or as the half of one between two pixels.
          if (red < onLine - 3 || red > plain + 3) wrong.push({ x, y, red, plain });
        }
    }
    expect(filled).toBeGreaterThan(10);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(exact / all).toBeGreaterThan(0.9);
    expect(new Set(pixels.flat()).size).toBeGreaterThan(3);
    await page.context().close();
  });

  describe("of an hour that was made up", () => {
    let page: Page;
    let canvas: Drawn;
    const path = `/targets/made-up?from=${hour.from}&to=${hour.to}`;
    const column = (share: number) => canvas.pixels[Math.floor(share * canvas.width)]!.map(partsOf);
    const plotOf = (share: number) => column(share).slice(0, canvas.height);
    const stripOf = (share: number) => column(share).slice(canvas.height + strip.gap);
    /** The longest line of an incident within a pixel of there. */
    const pinkNear = (share: number) => {
      const x = Math.round(share * canvas.width);
      const near = canvas.pixels.slice(x - 1, x + 2);
      return Math.max(
        ...near.map((pixels) => countOf(pixels.slice(0, canvas.height).map(partsOf), isPink)),
      );
    };
    /** Over some columns: a hatch need not meet each of them. */
    const around = (share: number) => [-2, -1, 0, 1, 2].flatMap((n) => plotOf(share + n / 200));

    beforeAll(async () => {
      page = await scene.browser.open(path, narrow, serveHour);
      await drawn(page);
      await only(page);
      canvas = await page.evaluate<Drawn>(readCanvas);
    });
    afterAll(async () => {
      await page.context().close();
    });

    test("where nothing was probed it is hatched, grey; where all is well it is not", () => {
      const silent = around(0.05).filter(isTinted);
      expect(silent.length).toBeGreaterThan(100);
      expect(silent.every(isGrey)).toBe(true);
      // Lines of the grid alone.
      expect(countOf(around(0.4), isTinted)).toBeLessThan(60);
    });

    test("maintenance is hatched in another colour", () => {
      expect(countOf(around(0.25), isPurple)).toBeGreaterThan(100);
      expect(countOf(around(0.4), isPurple)).toBe(0);
    });

    test("where an incident opened and closed there is a line through the plot", () => {
      for (const share of [0.8, 0.9]) expect(pinkNear(share)).toBeGreaterThan(canvas.height * 0.9);
      expect(pinkNear(0.85)).toBe(0);
    });

    test("the strip of loss stands as high as the root of the loss, and nowhere where none was", () => {
      // A fifth is lost; the interval of confidence is behind it, paler.
      const tall = countOf(stripOf(0.5), isOrange);
      expect(tall / strip.height).toBeCloseTo(Math.sqrt(0.2), 1);
      expect(countOf(stripOf(0.4), isOrange)).toBe(0);
      expect(countOf(stripOf(0.4), isTinted)).toBeGreaterThan(0);
    });

    test("the median is a line, and the bands are areas around it, the inner one within the outer", async () => {
      const [median, inner, outer] = [
        await extentOf(page, "Median", canvas),
        await extentOf(page, "p25–p75", canvas),
        await extentOf(page, "p5–p95", canvas),
      ];
      expect(median.bottom - median.top).toBeLessThan(8);
      expect(median.line).toBeGreaterThanOrEqual(median.top);
      expect(outer.top).toBeLessThan(inner.top);
      expect(inner.top).toBeLessThan(median.top);
      expect(median.bottom).toBeLessThan(inner.bottom);
      expect(inner.bottom).toBeLessThan(outer.bottom);
    });

    test("shift and drag moves along, by as much as was dragged", async () => {
      const over = page.locator(".smoke .u-over").first();
      const box = (await over.boundingBox())!;
      const y = box.y + box.height / 2;
      await page.keyboard.down("Shift");
      await page.mouse.move(box.x + box.width * 0.3, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, y, { steps: 5 });
      await page.mouse.up();
      await page.keyboard.up("Shift");
      await page.waitForURL((url) => !url.href.endsWith(path));
      const query = new URL(page.url()).searchParams;
      const [from, to] = ["from", "to"].map((name) => Number(query.get(name)));
      expect(to! - from!).toBe(hour.to - hour.from);
      expect((from! - at(-0.5)) / (hour.to - hour.from)).toBeCloseTo(0, 2);
    });
  });

  test("each range has a button, which is in the address and shows that it is chosen", async () => {
    const page = await scene.browser.open("/targets/web-a");
    await drawn(page);
    const buttons = page.getByRole("group", { name: "Range" }).getByRole("button");
    const names = ["15m", "1h", "6h", "24h", "7d", "30d", "1y", "5y"];
    expect(await buttons.count()).toBe(names.length);
    for (const [index, name] of names.entries()) {
      await buttons.nth(index).click();
      const query = name === "6h" ? "" : `?last=${name}`;
      await page.waitForURL((url) => url.search === query);
      expect(await buttons.nth(index).getAttribute("aria-pressed")).toBe("true");
    }
    await page.context().close();
  });

  test("a chart that cannot be had says why, and is there once it can", async () => {
    let fails = true;
    const problem = { title: "Internal error", status: 400, detail: "no such thing" };
    const path = `/targets/web-a?from=${Date.now() - 60_000}&to=${Date.now()}`;
    const page = await scene.browser.open(path, {}, async (one) => {
      await one.route("**/series?*", (route) =>
        fails ? route.fulfill({ status: 400, json: problem }) : route.continue(),
      );
    });
    await page.getByText("That did not work: no such thing").waitFor();
    fails = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await drawn(page);
    await page.getByText("That did not work").waitFor({ state: "detached" });
    expect(await page.locator(".smoke canvas").count()).toBe(1);
    await page.context().close();
  });

  test("a view whose part is gone after an upgrade says so, and how to get it", async () => {
    const page = await scene.browser.open("/", {}, async (one) => {
      await one.route("**/assets/incidents-*.js", (route) => route.fulfill({ status: 404 }));
    });
    await page.getByRole("link", { name: "Incidents" }).click();
    await page.getByText("This view cannot be loaded").waitFor();
    await page.unroute("**/assets/incidents-*.js");
    await page.getByRole("button", { name: "Load anew" }).click();
    await page.getByRole("heading", { name: "Incidents" }).waitFor();
    expect(page.url()).toBe(`${home}/incidents`);
    await page.context().close();
  });
});
