import type { IncidentBody, Outcome } from "../../src/api/contract.ts";
import { type Language, useLanguage } from "./i18n/language.ts";

type Told = Pick<IncidentBody, "rule" | "summary" | "evidence">;

/** Puts what an incident was opened for into the language in force. */
export function useSummaryText(): (incident: Told) => string {
  const language = useLanguage();
  return (incident) => summaryIn(language, incident);
}

/** The daemon's own sentence; in Japanese one of the same figures, or of the rule alone. */
export function summaryIn(language: Language, { rule, summary, evidence }: Told): string {
  if (language === "en") return summary;
  for (const [form, write] of forms) {
    const figures = form.exec(summary)?.slice(1);
    if (figures !== undefined) return write(...(figures as [string, string, string, string]));
  }
  const last = evidence.at(-1);
  if (last === undefined) return rules[rule];
  const streak = evidence.toReversed().findIndex(({ outcome }) => outcome !== last.outcome);
  const times = streak < 0 ? evidence.length : streak;
  const detail = last.detail === undefined || last.outcome === "error" ? "" : `（${last.detail}）`;
  return `直近 ${times} 回の${outcomes[last.outcome]}${detail}`;
}

/** How the daemon writes what it found in a window of time. */
const forms: readonly (readonly [
  RegExp,
  (...figures: [string, string, string, string]) => string,
])[] = [
  [
    /^(\d+) of (\d+) answers in (\d+) s took longer than (\S+) ms$/,
    (hits, total, seconds, limit) =>
      `${seconds} 秒間の応答 ${total} 件中 ${hits} 件が ${limit} ms を超過`,
  ],
  [
    /^(\d+) of (\d+) probes in (\d+) s were lost$/,
    (hits, total, seconds) => `${seconds} 秒間の送信 ${total} 件中 ${hits} 件が応答なし`,
  ],
  [/^(\d+) changes of state within an hour$/, (changes) => `1 時間に ${changes} 回の状態変化`],
];

const outcomes: Readonly<Record<Outcome, string>> = {
  open: "送信に応答あり",
  closed: "送信が拒否",
  unreachable: "送信が到達不可",
  timeout: "送信に応答なし",
  error: "送信ができず",
};

const rules: Readonly<Record<IncidentBody["rule"], string>> = {
  down: "応答なし",
  lossy: "損失が多発",
  slow: "応答が遅延",
  unresolved: "名前を解決できません",
  unsendable: "送信できません",
  flapping: "状態が頻繁に変化",
};
