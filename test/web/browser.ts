import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Namespace } from "../lab/index.ts";

const program = "/usr/bin/chromium";
export const home = "http://127.0.0.1:8640";

/** A browser whose network is that of a namespace. */
export interface Surfer extends AsyncDisposable {
  /** A page in a profile of its own; what it complains of fails the test that closes it. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Whatever pages asked of anybody but the daemon, and what they could not do. */
  readonly complaints: string[];
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
    complaints,
    async open(path, options = {}) {
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
      await page.goto(home + path);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
