import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, expect, test } from "vitest";
import { loadConfig, loadInThread } from "./index.ts";

const worker = new URL("../../dist/config/worker.js", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "halfopen-thread-"));
const file = join(folder, "halfopen.yaml");
afterAll(() => rmSync(folder, { recursive: true }));
const options = { env: { HOOK: "https://hooks.example/hush" }, hostname: "here" };

test("what comes from the thread is what would have been read here, secrets and all", async () => {
  writeFileSync(join(folder, "hook.key"), "quiet");
  writeFileSync(
    file,
    `targets: [a.example, { file: "none-*.yaml" }]
notify:
  - webhook: { url: "\${HOOK}", secretFile: hook.key }
  - email: { smtp: "smtp://mail.example", from: a@example.com, to: b@example.com }
  - command: { run: [page, "{{target}}"] }
`,
  );
  const loaded = await loadInThread(file, options, worker);
  expect(loaded).toEqual(loadConfig(file, options));
  if (!loaded.ok) throw new Error("it is right");
  const [webhook] = loaded.config.notify;
  expect(webhook?.kind === "webhook" && [webhook.url.reveal(), webhook.key?.reveal()]).toEqual([
    "https://hooks.example/hush",
    "quiet",
  ]);
  expect(inspect(loaded, { depth: 9 })).not.toMatch(/hush|quiet|mail\.example/);
});

test("problems keep their places", async () => {
  writeFileSync(file, "targets: web");
  const loaded = await loadInThread(file, options, worker);
  expect(loaded.ok ? [] : loaded.problems.map(String)).toEqual([
    expect.stringContaining('halfopen.yaml:1:10: targets: expected a list, got "web"'),
  ]);
});

test("a thread that fails is an error, not the end of the process", async () => {
  const broken = new URL("data:text/javascript,throw new Error('no memory')");
  await expect(loadInThread(file, options, broken)).rejects.toThrow("no memory");
});

test("thousands of targets are read while this thread goes on", async () => {
  const targets = Array.from({ length: 2000 }, (_, n) => ({ host: `a${n}.example`, port: 443 }));
  writeFileSync(file, JSON.stringify({ targets }));
  const reading = { over: false };
  const loading = loadInThread(file, options, worker).finally(() => (reading.over = true));
  let turns = 0;
  while (!reading.over) {
    turns++;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  expect(await loading).toMatchObject({ ok: true });
  expect(turns).toBeGreaterThan(100);
});
