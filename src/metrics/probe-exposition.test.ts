import { expect, test } from "vitest";
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
