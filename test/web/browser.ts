import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Namespace } from "../lab/index.ts";

const program = "/usr/bin/chromium";
export const home = "http://127.0.0.1:8640";

/** A browser whose network is that of a namespace. */
export interface Surfer extends AsyncDisposable {
  /** A page in a profile of its own, at a place once it is prepared. */
  open(
    path: string,
    options?: BrowserContextOptions,
    prepare?: (page: Page) => Promise<void>,
  ): Promise<Page>;
  /** Throws when pages asked anybody but the daemon for something, or could not do what they tried. */
  assertNoComplaints(): void;
}

/** Starts Debian's chromium in a namespace. */
export async function startBrowser(within: Namespace): Promise<Surfer> {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-browser-"));
  const executablePath = join(folder, "chromium");
  writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${within.name} ${program} "$@"\n`);
  chmodSync(executablePath, 0o755);
  const browser: Browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const complaints: string[] = [];
  return {
    assertNoComplaints() {
      const told = complaints.splice(0);
      if (told.length > 0) throw new Error(told.join("\n"));
    },
    async open(path, options = {}, prepare = async () => {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: "en",
        timezoneId: "UTC",
        ...options,
      });
      const page = await context.newPage();
      page.on("request", (request) => {
        if (!request.url().startsWith(home)) complaints.push(`asked for ${request.url()}`);
      });
      page.on("pageerror", (error) => complaints.push(`${path}: ${error.message}`));
      page.on("console", (message) => {
        if (/content security policy/i.test(message.text())) complaints.push(message.text());
      });
      await prepare(page);
      await page.goto(home + path);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
