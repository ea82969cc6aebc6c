import { expect, test } from "vitest";
import type { EndpointView, TargetView } from "../monitor/index.ts";
import type { ProbeResult } from "../probe/index.ts";
import { gatherBrief, gatherEach } from "./gathered-results.ts";

const endpointOf = (address: string) =>
  ({ endpoint: { address, family: 4, port: 443 } }) as EndpointView;
const [one, other] = [endpointOf("192.0.2.1"), endpointOf("192.0.2.2")];
const [web, mail] = [{ id: "web" } as TargetView, { id: "mail" } as TargetView];

/** Sent so many milliseconds after 1000 s; without a delay nothing came back. */
const ended = (target: TargetView, endpoint: EndpointView, sentMs: number, rtt?: number) => ({
  event: "result" as const,
  target,
  endpoint,
  result: {
    sentAt: { seconds: 1000, nanoseconds: sentMs * 1e6 + 400_000 },
    ...(rtt === undefined ? { outcome: "timeout" } : { outcome: "open", rtt }),
  } as ProbeResult,
});

test("in brief: of each target how its latest probe ended, all in one", () => {
  const results = gatherBrief();
  results.take(ended(web, one, 1, 250_000));
  results.take(ended(mail, one, 2));
  results.take(ended(web, other, 3, 500_000));
  expect(results.tell()).toEqual([
    [
      "results",
      {
        results: [
          { target: "web", at: 1_000_003, outcome: "open", rttMs: 0.5 },
          { target: "mail", at: 1_000_002, outcome: "timeout" },
        ],
      },
    ],
  ]);
});

test("in brief: a probe that is lost is known late, and is not the latest for that", () => {
  const results = gatherBrief();
  results.take(ended(web, one, 700, 250_000));
  results.take(ended(web, other, 200));
  expect(results.tell()).toMatchObject([["results", { results: [{ outcome: "open" }] }]]);
});

test("each: the latest of each endpoint, by itself and with its facts", () => {
  const results = gatherEach();
  results.take(ended(web, one, 1));
  results.take(ended(web, one, 2, 250_000));
  results.take(ended(web, other, 3));
  expect(results.tell()).toMatchObject([
    ["result", { target: "web", endpoint: "192.0.2.1:443", result: { rttMs: 0.25 } }],
    ["result", { target: "web", endpoint: "192.0.2.2:443", result: { outcome: "timeout" } }],
  ]);
});

test.each([
  ["in brief", gatherBrief],
  ["each", gatherEach],
])("%s: what was told is not told again, and of nothing nothing is told", (_name, gather) => {
  const results = gather();
  expect(results.tell()).toEqual([]);
  results.take(ended(web, one, 1));
  expect(results.tell()).toHaveLength(1);
  expect(results.tell()).toEqual([]);
});
