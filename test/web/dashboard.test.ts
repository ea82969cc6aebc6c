import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { colourOf, patience, row, rowIds } from "./page.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });

describe.skipIf(missing)(`the dashboard ${missing ?? ""}`, () => {
  let scene: Scene;
  const open = (path: string, options = {}) => scene.browser.open(path, options);

  beforeAll(async () => {
    scene = await startScene();
    await scene.daemon.until<{ incidents: unknown[] }>(
      "/api/v1/incidents?target=mail",
      (body) => body.incidents.length > 0,
    );
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterEach(() => {
    scene.browser.assertNoComplaints();
  });

  test("the overview has every target, worst first, and counts them", async () => {
    const page = await open("/");
    await row(page, "web-b").waitFor();
    expect(await rowIds(page)).toEqual(["mail", "api", "db", "pair", "web-a", "web-b"]);
    expect(await page.locator(".totals").innerText()).toMatch(/1\s+Down\s+0\s+Degraded\s+5\s+Up/);
    await page.locator(".row[data-target=web-a] .strip[role=img]").waitFor();
    expect(await row(page, "web-a").innerText()).toMatch(/µs|ms/);
    await page.context().close();
  });

  test("a target that goes down turns red on screen, opens an incident, and recovers", async () => {
    const page = await open("/");
    await row(page, "db").and(page.locator("[data-state=up]")).waitFor();
    const colour = `getComputedStyle(document.querySelector("[data-target=db] .state svg")).color`;
    const down = await colourOf(page, "down");
    expect(await page.evaluate(colour)).toBe(await colourOf(page, "up"));
    await scene.changing.stop();
    await row(page, "db").and(page.locator("[data-state=down]")).waitFor();
    expect(await page.evaluate(colour)).toBe(down);
    expect(await row(page, "db").innerText()).toMatch(/Down.*closed/s);
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
    expect(await page.locator(".row.group").allInnerTexts()).toEqual(["core 3", "edge 3"]);
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
    await expect.poll(() => rowIds(page), patience).toEqual(["db"]);
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

  test("a key is heard as soon as the help is closed, before the browser moves the focus", async () => {
    const page = await open("/");
    await row(page, "mail").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    const focused = await page.evaluate(`
      document.querySelector("dialog").close();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
      document.activeElement.type;
    `);
    expect(focused).toBe("search");
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

  test("what is lost is in its row at once: the figure, the hour, its colour", async () => {
    const page = await open("/");
    await row(page, "api").locator(".strip[role=img]").waitFor();
    const figure = row(page, "api").locator(".is-loss");
    await expect.poll(() => figure.innerText(), patience).toBe("0%");
    const bars = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("[data-target=api] .strip g")].map(
          (group) => getComputedStyle(group.firstChild).fill)`,
      );
    expect(await bars()).not.toContain(await colourOf(page, "strip-1"));
    scene.lab.target.run("nft", [
      "add table inet cut; add chain inet cut in { type filter hook input priority 0; };" +
        " add rule inet cut in ip daddr 198.51.100.7 drop",
    ]);
    try {
      await row(page, "api").getByText("lost", { exact: true }).waitFor();
      // The whole hour is asked for once a minute: only what is live is so soon.
      await expect.poll(() => figure.innerText(), { timeout: 10_000 }).not.toBe("0%");
      const lossy = await Promise.all([1, 2, 3].map((step) => colourOf(page, `strip-${step}`)));
      await expect
        .poll(async () => (await bars()).some((fill) => lossy.includes(fill)), { timeout: 10_000 })
        .toBe(true);
    } finally {
      scene.lab.target.run("nft", ["delete table inet cut"]);
    }
    await row(page, "api").and(page.locator("[data-state=up]")).waitFor();
    await page.context().close();
  });

  test("a narrow screen is as live as a wide one", async () => {
    const page = await open("/", { viewport: { width: 360, height: 740 } });
    const last = row(page, "web-a").locator(".is-last");
    await last.scrollIntoViewIfNeeded();
    const before = await last.innerText();
    expect(before).toMatch(/[µm]s$/);
    await expect.poll(() => last.innerText(), patience).not.toBe(before);
    await page.context().close();
  });

  test("a filter follows the address; a view begins at its top, and back leads to where one was", async () => {
    const page = await open("/", { viewport: { width: 700, height: 300 } });
    await row(page, "web-b").scrollIntoViewIfNeeded();
    const height = await page.evaluate<number>("scrollY");
    expect(height).toBeGreaterThan(0);
    await row(page, "web-b").getByRole("link").click();
    await page.getByText("Last results").waitFor();
    expect(await page.evaluate("[scrollY, document.activeElement.id]")).toEqual([0, "content"]);
    expect(await page.title()).toBe("web-b · halfopen");
    await page.goBack();
    await expect.poll(() => page.evaluate("scrollY"), patience).toBe(height);
    expect(await page.title()).toBe("Overview · halfopen");
    await page.evaluate(`{
      const link = Object.assign(document.createElement("a"), { href: "/?q=mail", textContent: "x" });
      document.body.append(link);
      link.click();
      link.remove();
    }`);
    await expect.poll(() => rowIds(page)).toEqual(["mail"]);
    expect(await page.getByLabel("Search").inputValue()).toBe("mail");
    await page.goBack();
    await expect.poll(async () => (await rowIds(page)).length).toBeGreaterThan(1);
    await page.context().close();
  });

  test("the last results come in live, with every fact of the reply", async () => {
    const page = await open("/targets/web-a");
    const first = page.locator(".results tbody tr").first();
    await first.waitFor();
    expect(await first.innerText()).toMatch(/open.*SYN ACK.*mss 1460.*kernel/s);
    const before = await first.innerText();
    await first.getByText("All facts").click();
    const facts = page.locator(".results .facts");
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(
      /From interface\s+probe0.*Sequence of the reply\s+\d+.*MSS\s+1460.*Timestamp echoed\s+\d+/s,
    );
    await expect.poll(() => first.innerText(), patience).not.toBe(before);
    // It stays open while others come above it.
    expect(await facts.count()).toBe(1);
    await page.context().close();
  });

  test("an incident tells who was told and when", async () => {
    const page = await open("/incidents");
    await page.getByRole("link", { name: /^mail: / }).click();
    const told = page.getByRole("region", { name: "Who was told" });
    await told.getByText("delivered").waitFor();
    expect(await told.locator("tbody tr").innerText()).toMatch(/command.*delivered.*20\d\d.*1/s);
    await page.context().close();
  });

  test("a target at two addresses has a small chart of each", async () => {
    const page = await open("/targets/pair?last=15m");
    await page.locator(".multiples canvas").nth(1).waitFor();
    expect(await page.locator(".multiples figcaption").allInnerTexts()).toEqual([
      scene.lab.target.address4,
      scene.lab.target.address6,
    ]);
    await page.context().close();
  });

  // The last one: it ends the daemon.
  test("when the daemon is gone the page says so, and comes back by itself", async () => {
    const page = await open("/");
    await row(page, "web-a").waitFor();
    const incident = await open("/incidents?open=true");
    await incident.getByRole("link", { name: /^mail: / }).click();
    await incident.getByLabel("Note").fill("half of a");
    await scene.stopDaemon();
    for (const one of [page, incident]) await one.getByText("The daemon does not answer").waitFor();
    await scene.startDaemon();
    for (const one of [page, incident])
      await one.getByText("The daemon does not answer").waitFor({ state: "detached" });
    // What was there stayed, and so did what was being typed.
    expect(await incident.getByLabel("Note").inputValue()).toBe("half of a");
    await row(page, "web-a").and(page.locator("[data-state=up]")).waitFor();
    expect(await row(page, "web-a").innerText()).toContain("Up");
    await page.context().close();
  });
});
