import { describe, expect, test } from "vitest";
import type { Exchange, IncidentRule } from "../../src/incident.ts";
import { summaryOf } from "../../src/health/summary.ts";
import { summaryIn } from "../../web/src/incident-summary.ts";

const exchange = (outcome: Exchange["outcome"], detail?: string): Exchange => ({
  at: 0,
  outcome,
  ...(detail !== undefined && { detail }),
});
const figures = { hits: 12, total: 60, length: 300_000 };

/** What the daemon writes of each, and what a Japanese reader is told of it. */
const told: readonly (readonly [IncidentRule, string, readonly Exchange[], string])[] = [
  [
    "slow",
    summaryOf("slow", [], { ...figures, above: 300 }),
    [],
    "300 秒間の応答 60 件中 12 件が 300 ms を超過",
  ],
  ["lossy", summaryOf("lossy", [], figures), [], "300 秒間の送信 60 件中 12 件が応答なし"],
  ["flapping", "9 changes of state within an hour", [], "1 時間に 9 回の状態変化"],
  ["unresolved", "the name server knows no such name", [], "名前を解決できません"],
  ...(
    [
      ["timeout", undefined, "直近 2 回の送信に応答なし"],
      ["closed", "RST ACK", "直近 2 回の送信が拒否（RST ACK）"],
      [
        "unreachable",
        "host unreachable from 192.0.2.1",
        "直近 2 回の送信が到達不可（host unreachable from 192.0.2.1）",
      ],
      ["error", "no route to this network", "直近 2 回の送信ができず"],
    ] as const
  ).map(([outcome, detail, expected]) => {
    const evidence = [exchange("open"), exchange(outcome, detail), exchange(outcome, detail)];
    return ["down", summaryOf("down", evidence), evidence, expected] as const;
  }),
];

describe.each(told)("%s: %s", (rule, summary, evidence, expected) => {
  test("in English it is the daemon's own sentence", () => {
    expect(summaryIn("en", { rule, summary, evidence: [...evidence] })).toBe(summary);
  });

  test("in Japanese it has the same figures", () => {
    expect(summaryIn("ja", { rule, summary, evidence: [...evidence] })).toBe(expected);
  });
});
