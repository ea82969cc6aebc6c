import { AxeBuilder } from "@axe-core/playwright";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { home } from "./browser.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });
const token = "correct horse battery staple";
const sha256 = createHash("sha256").update(token).digest("hex");
const withTokens = (isPublic: boolean) => ({
  tokens: [{ name: "people", role: "read", sha256 }],
  statusPage: { public: isPublic, title: "Example Networks", groupBy: "team" },
});

const closed = [
  "/api/v1/targets",
  "/api/v1/targets/web-a",
  "/api/v1/targets/web-a/series?from=0&to=1",
  "/api/v1/incidents",
  "/api/v1/events",
  "/api/v1/status",
  "/api/v1/glances?target=web-a",
  "/metrics",
];
const ofStatusPage = ["/api/v1/status-page", "/api/v1/status-page/days?target=web-a"];

const all = (paths: readonly string[], status: number) => paths.map((path) => [path, status]);

describe.skipIf(missing)(`with tokens ${missing ?? ""}`, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(withTokens(true));
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });
  const statuses = async (paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => [path, (await scene.daemon.ask(path)).status]));

  test("the status page alone can be public", async () => {
    expect(await statuses(closed)).toEqual(all(closed, 401));
    expect(await statuses(ofStatusPage)).toEqual(all(ofStatusPage, 200));
    const visitor = await scene.browser.open("/status");
    await visitor.getByText("Example Networks").waitFor();
    await visitor.locator(".bars rect").first().waitFor();
    expect(await visitor.locator("main").innerText()).not.toContain(scene.lab.target.address4);
    expect(await visitor.getByRole("dialog").count()).toBe(0);
    await visitor.context().close();
  });

  test("whoever has no token may put the question away, and find the way back", async () => {
    const page = await scene.browser.open("/status");
    await page.getByText("Example Networks").waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("dialog").waitFor();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Status page" }).click();
    await page.locator(".bars rect").first().waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.context().close();
  });

  test("the page asks for a token until it has the right one", async () => {
    const page = await scene.browser.open("/");
    for (const wrong of ["wrong", "wrong"]) {
      // The same one once more is refused once more, and not waited for.
      await page.getByLabel("Token").fill(wrong);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByText("This token is not known").waitFor();
    }
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.locator('.row[data-target="web-a"]').waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("alert").count()).toBe(0);
    scene.browser.assertNoComplaints();
    await page.context().close();
  });

  // The last one: it begins the daemon anew.
  test("without being public the status page asks for a token as all else does", async () => {
    await scene.startDaemonAnew(withTokens(false));
    const everything = [...closed, ...ofStatusPage];
    expect(await statuses(everything)).toEqual(all(everything, 401));
    const page = await scene.browser.open("/");
    await page.goto(`${home}/status`);
    await page.getByLabel("Token").waitFor();
    await page.context().close();
  });
});
