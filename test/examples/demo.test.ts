import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import Database from "libsql";
import { expect, test } from "vitest";
import type { SeriesBody, TargetsBody } from "../../src/api/contract.ts";
import { whyNoLab } from "../lab/index.ts";

const missing = whyNoLab();
const program = fileURLToPath(new URL("../../examples/demo/main.ts", import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const day = 86_400_000;
const days = 0.25;

type Said = { readonly samples: number; readonly namespace: string; readonly url: string };

/** What the demo says until it can be looked at. */
async function whatIsSaid(output: NodeJS.ReadableStream): Promise<Said> {
  let text = "";
  for await (const line of createInterface({ input: output })) {
    text += `${line}\n`;
    const url = /http:\S+\//.exec(line)?.[0];
    if (url === undefined) continue;
    const samples = Number(/^([\d,]+) samples$/m.exec(text)![1]!.replaceAll(",", ""));
    return { samples, namespace: /^namespace (\S+)$/m.exec(text)![1]!, url };
  }
  throw new Error(`the demo ended: ${text}`);
}

/** In time, because a request whose connection ends while fetch is being loaded is never answered. */
const ask = async <Body>(url: string): Promise<Body> =>
  (await (await fetch(url, { signal: AbortSignal.timeout(5000) })).json()) as Body;

/** Asks until the answer is what is waited for; rejects after 40 s. */
async function until<Body>(url: string, done: (body: Body) => boolean): Promise<Body> {
  const start = performance.now();
  while (performance.now() - start < 40_000) {
    const body = await ask<Body>(url).catch(() => undefined);
    if (body !== undefined && !("status" in (body as object)) && done(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not say what was waited for`);
}

type Target = TargetsBody["targets"][number];
/** Two servers are dead and one is closed. */
const isGone = ({ name }: Target) => /^(?:files-16|web-33|cache-39)\./.test(name);
/** Down, or in the hour of the week in which its team has maintenance. */
const isSaidToBe = ({ labels, state }: Target) =>
  state === "down" || (labels["team"] === "data" && state === "maintenance");

test.skipIf(missing)(
  `the demo: forty characters with their history, and nothing is left behind ${missing ?? ""}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "halfopen-demo-test-"));
    const words = [
      "--import",
      tsx,
      program,
      "--days",
      String(days),
      "--port",
      "0",
      "--data",
      folder,
    ];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    try {
      const { samples, namespace, url } = await whatIsSaid(child.stdout);
      // One each ten seconds of so many days, of forty servers and of one's second address.
      expect(samples).toBe(41 * ((days * day) / 10_000));
      const { targets } = await until<TargetsBody>(
        `${url}api/v1/targets`,
        ({ targets: told }) =>
          told.every(({ state }) => state !== "unknown") && told.filter(isGone).every(isSaidToBe),
      );
      expect(targets.filter(isGone)).toHaveLength(3);
      expect(targets).toHaveLength(40);
      expect(targets.filter(({ endpoints }) => endpoints[0]?.family === 6)).toHaveLength(5);
      expect(targets.filter(({ endpoints }) => endpoints.length === 2)).toHaveLength(1);

      const now = Date.now();
      const range = `from=${now - (days + 1) * day}&to=${now}&bins=1`;
      const lost = new Map<string, number>();
      let sent = 0;
      for (const { id } of targets) {
        const path = `${url}api/v1/targets/${encodeURIComponent(id)}/series?${range}`;
        const { bins } = await ask<SeriesBody>(path);
        const total = bins.reduce((sum, bin) => sum + bin.sent, 0);
        sent += total;
        lost.set(id, bins.reduce((sum, bin) => sum + bin.lost, 0) / total);
      }
      // Every one of them is there, and what was probed since comes on top.
      expect(sent).toBeGreaterThanOrEqual(samples);
      expect(sent).toBeLessThan(samples + 41 * 100);
      const shares = [...lost.values()];
      expect(shares.filter((share) => share === 0).length).toBeGreaterThan(15);
      expect(shares.filter((share) => share > 0.02 && share < 0.3).length).toBeGreaterThanOrEqual(
        3,
      );

      child.kill("SIGINT");
      expect((await ended)[0]).toBe(0);
      const left = execFileSync("ip", ["netns", "list"], { encoding: "utf8" });
      expect(left).not.toContain(namespace);
      const database = new Database(join(folder, "history.db"), { readonly: true });
      expect(database.pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
      database.close();
    } finally {
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
