import { describe, expect, test, vi } from "vitest";
import { createProbe, type ProbeParts, type ProbeRequest } from "./probe-exposition.ts";

const request: ProbeRequest = {
  target: "web.example:443",
  module: "tcp_syn",
  timeoutMs: 100,
  debug: true,
};

const probe = (more: Partial<ProbeParts> = {}) =>
  createProbe({
    probeOnce: () => Promise.reject(new Error("nothing is to be probed here")),
    resolve: async () => [],
    allow: () => [{ host: "web.example" }],
    now: () => 0,
    log: () => {},
    ...more,
  });

test.each(["toString", "constructor", "__proto__", "http_2xx", ""])(
  "there is no module %o",
  async (module) => {
    const { status, body } = await probe()({ ...request, module });
    expect(status).toBe(400);
    expect(body).toContain("known are tcp_syn, tcp_syn_ipv4, tcp_syn_ipv6");
  },
);

test("a name server that never answers is not waited for longer than the scrape waits", async () => {
  const { status, body } = await probe({ resolve: () => new Promise(() => {}) })(request);
  expect(status).toBe(200);
  expect(body).toContain("no answer in 100 ms");
  expect(body).toContain("probe_success 0");
});

const endpoint = { address: "192.0.2.7", family: 4, port: 443 } as const;
const found = async () => [endpoint];
const opened = async () => ({ outcome: "open" }) as never;

describe("why a probe failed is told to the log, at debug", () => {
  test.each<[string, Partial<ProbeParts>, string]>([
    [
      "nothing answered",
      { resolve: found, probeOnce: async () => ({ outcome: "timeout" }) as never },
      "192.0.2.7: timeout",
    ],
    [
      "nothing could be sent",
      {
        resolve: found,
        probeOnce: async () => ({ outcome: "error", error: { message: "no route" } }) as never,
      },
      "192.0.2.7: no route",
    ],
    ["its name has no address", { resolve: async () => [] }, "no address"],
  ])("%s", async (_, parts, why) => {
    const log = vi.fn<ProbeParts["log"]>();
    await probe({ ...parts, log })({ ...request, debug: false });
    expect(log.mock.calls).toEqual([
      ["debug", `/probe of web.example:443 with tcp_syn failed: ${why}`],
    ]);
  });

  test("and of one that succeeded there is nothing to tell", async () => {
    const log = vi.fn<ProbeParts["log"]>();
    await probe({ resolve: found, probeOnce: opened, log })(request);
    expect(log).not.toHaveBeenCalled();
  });
});

test("names that are still being looked up when nobody waits any more are a thousand at the most", async () => {
  const answers: (() => void)[] = [];
  const resolve = () =>
    new Promise<readonly (typeof endpoint)[]>((done) => answers.push(() => done([])));
  const ask = probe({ resolve });
  const impatient = { ...request, timeoutMs: 1 };
  const thousand = await Promise.all(Array.from({ length: 1000 }, () => ask(impatient)));
  expect(new Set(thousand.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await ask(impatient)).toMatchObject({
    status: 503,
    body: "1000 names are still being looked up: ask again later\n",
  });
  expect(answers).toHaveLength(1000);
  answers[0]!();
  await new Promise((resolved) => {
    setImmediate(resolved);
  });
  expect((await ask(impatient)).status).toBe(200);
});
