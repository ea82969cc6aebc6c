import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { settled } from "./page.ts";
import { type Scene, startScene } from "./scene.ts";

const missing = whyNoLab({ alsoNeeds: ["chromium"] });
const mostOctets = 80_000;

describe.skipIf(missing)(`how the dashboard is delivered ${missing ?? ""}`, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  test("its policy allows nothing from elsewhere and nothing inline", async () => {
    const { headers } = await scene.daemon.ask("/");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
  });

  test.each(["/", "/targets/web-a?last=15m"])(
    "the first view of %s is at most 80 kB, compressed, and everything stays at home",
    async (path) => {
      const page = await scene.browser.open(path);
      await settled(page);
      const files = await page.evaluate<{ name: string; encoded: number; decoded: number }[]>(
        `performance.getEntries()
          .filter(({ name, encodedBodySize }) => encodedBodySize > 0 && !name.includes("/api/"))
          .map(({ name, encodedBodySize, decodedBodySize }) =>
            ({ name, encoded: encodedBodySize, decoded: decodedBodySize }))`,
      );
      expect(files.length).toBeGreaterThan(2);
      expect(files.filter(({ encoded, decoded }) => encoded >= decoded)).toEqual([]);
      expect(files.reduce((sum, { encoded }) => sum + encoded, 0)).toBeLessThan(mostOctets);
      scene.browser.assertNoComplaints();
      await page.context().close();
    },
  );

  test("pages, their parts and long answers are sent compressed to whoever takes that", async () => {
    const { text } = await scene.daemon.ask("/");
    const script = /src="([^"]+\.js)"/.exec(text)![1]!;
    const style = /href="([^"]+\.css)"/.exec(text)![1]!;
    for (const path of ["/", script, style, "/api/v1/targets", "/api/v1/glances?target=web-a"]) {
      const plain = await scene.daemon.ask(path);
      const gzip = await scene.daemon.ask(path, { headers: { "accept-encoding": "gzip" } });
      expect([path, plain.headers["content-encoding"]]).toEqual([path, undefined]);
      expect([path, gzip.status, gzip.headers["content-encoding"]]).toEqual([path, 200, "gzip"]);
    }
  });

  test("what did not change is not sent again", async () => {
    const { headers, text } = await scene.daemon.ask("/");
    const { etag } = headers as { etag: string };
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await scene.daemon.ask("/", { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    const other = await scene.daemon.ask("/", { headers: { "if-none-match": '"other"' } });
    expect([other.status, other.text]).toEqual([200, text]);
    const script = /src="([^"]+\.js)"/.exec(text)![1]!;
    expect((await scene.daemon.ask(script)).headers["cache-control"]).toContain("immutable");
  });

  test("a place that is not there says so", async () => {
    const answer = await scene.daemon.ask("/api/v1/nonsense");
    expect([answer.status, answer.headers["content-type"]]).toEqual([
      404,
      "application/problem+json",
    ]);
    const page = await scene.browser.open("/targets/nobody");
    await page.getByText("there is no target nobody").waitFor();
    await page.goto("http://127.0.0.1:8640/nonsense/");
    await page.goto("http://127.0.0.1:8640/targets/%");
    await page.getByText("There is nothing at this address").waitFor();
    await page.context().close();
  });
});
