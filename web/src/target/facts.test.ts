import { describe, expect, test } from "vitest";
import { shellWords } from "../shell/words.ts";
import { factsOf } from "./facts.ts";
import type { Told } from "./latest-results.ts";
import { targetWords } from "./words.ts";

const common = {
  at: Date.UTC(2026, 0, 1),
  method: "syn",
  clock: "kernel",
  index: 4711,
  endpoint: "192.0.2.7:443",
  source: { address: "198.51.100.2", port: 50_123, interface: "eth7" },
  sequence: 3_029_575_850,
} as const;
const reply = {
  flags: ["SYN", "ACK"],
  sequence: 1_603_741_700,
  acknowledgment: 3_029_575_851,
  window: 64_240,
  ttl: 56,
  options: {
    mss: 1460,
    windowScale: 7,
    sackPermitted: true,
    timestamps: { value: 111, echo: 222 },
  },
};
const results: Record<string, Told> = {
  answer: {
    ...common,
    outcome: "open",
    rttMs: 11.402113,
    reply,
    changed: ["ttl", "mss"],
    flow: 3,
    burst: true,
    synsLost: 2,
  },
  unreachable: {
    ...common,
    outcome: "unreachable",
    icmp: {
      type: 3,
      code: 4,
      name: "fragmentation needed",
      kind: "too-big",
      sender: "192.0.2.254",
      mtu: 1280,
    },
  },
  timeout: { ...common, outcome: "timeout", waitedMs: 500.25 },
  error: {
    ...common,
    outcome: "error",
    error: { code: "EPERM", message: "not allowed", remedy: "ask root" },
  },
};

/** What the page says of each of these, in English. */
const said: Record<string, string[]> = {
  answer: [
    "open",
    "11.402113 ms",
    "192.0.2.7:443",
    "4711",
    "syn",
    "kernel",
    "198.51.100.2",
    "50123",
    "eth7",
    "3029575850",
    "SYN ACK",
    "1603741700",
    "3029575851",
    "64240",
    "56",
    "1460",
    "7",
    "yes",
    "111",
    "222",
    "ttl mss",
    "3",
    "2",
  ],
  unreachable: ["unreachable", "3", "4", "fragmentation needed", "too-big", "192.0.2.254", "1280"],
  timeout: ["lost", "500.25 ms"],
  error: ["not sent", "EPERM", "not allowed", "ask root"],
};

describe.each(Object.keys(results))("of an %s", (kind) => {
  const told = (locale: "en" | "ja") =>
    factsOf(results[kind]!, {
      words: targetWords[locale],
      outcomes: shellWords[locale].outcomes,
      style: { locale, timeZone: "UTC" },
    });

  test("every fact is told", () => {
    const values = told("en").map(([, value]) => value);
    expect(values).toEqual(expect.arrayContaining(said[kind]!));
  });

  test.each(["en", "ja"] as const)("each has a name of its own, %s", (locale) => {
    const names = told(locale).map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    // A path is what the API says: a name in words is missing.
    expect(names.filter((name) => /^[a-z]+(?:[A-Z]|\.|$)/.test(name))).toEqual([]);
  });
});

test("a fact that the page does not know yet is told by the API's name", () => {
  const result = { ...results["timeout"]!, mood: "blue" } as Told;
  const style = { locale: "en", timeZone: "UTC" } as const;
  const facts = factsOf(result, { words: targetWords.en, outcomes: shellWords.en.outcomes, style });
  expect(facts).toContainEqual(["mood", "blue"]);
});
