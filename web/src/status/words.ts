import type { IncidentBody } from "../../../src/api/contract.ts";
import type { Book } from "../i18n/language.ts";

type Words = {
  readonly up: (count: number) => string;
  readonly down: (count: number) => string;
  readonly unknown: (count: number) => string;
  readonly now: string;
  readonly problems: Readonly<Record<IncidentBody["rule"], (target: string) => string>>;
  readonly since: (time: string) => string;
  readonly others: string;
  readonly noDown: string;
  readonly noData: string;
  readonly summary: (days: number, share: string) => string;
  readonly daysAgo: (days: number) => string;
  readonly today: string;
  readonly none: string;
  readonly utc: string;
  readonly table: string;
  readonly date: string;
  readonly outage: string;
};

export const statusWords: Book<Words> = {
  en: {
    up: () => "Everything works",
    down: (count) =>
      count === 1 ? "One service has a problem" : `${count} services have problems`,
    unknown: (count) =>
      count === 1
        ? "Of one service it is not known yet whether it works"
        : `Of ${count} services it is not known yet whether they work`,
    now: "Now",
    problems: {
      down: (target) => `${target} cannot be reached`,
      lossy: (target) => `${target} answers only some of the time`,
      slow: (target) => `${target} answers slowly`,
      unresolved: (target) => `The name of ${target} is not found`,
      unsendable: (target) => `${target} cannot be checked from here`,
      flapping: (target) => `${target} comes and goes`,
    },
    since: (time) => `since ${time}`,
    others: "Others",
    noDown: "no outage",
    noData: "not watched",
    summary: (days, share) =>
      `Available ${share} of the ${days === 1 ? "day" : `${days} days`} that ${days === 1 ? "was" : "were"} watched`,
    daysAgo: (days) => `${days} days ago`,
    today: "today",
    none: "No service is watched yet.",
    utc: "Days are days by UTC.",
    table: "Day by day",
    date: "Day",
    outage: "Outage",
  },
  ja: {
    up: () => "すべて正常に稼働しています",
    down: (count) => `${count} 件のサービスに問題があります`,
    unknown: (count) => `${count} 件のサービスの状態はまだ不明です`,
    now: "現在の状況",
    problems: {
      down: (target) => `${target} に到達できません`,
      lossy: (target) => `${target} の応答が不安定です`,
      slow: (target) => `${target} の応答が遅くなっています`,
      unresolved: (target) => `${target} の名前が見つかりません`,
      unsendable: (target) => `${target} をここから確認できません`,
      flapping: (target) => `${target} が断続的に停止しています`,
    },
    since: (time) => `${time} から`,
    others: "その他",
    noDown: "停止なし",
    noData: "監視なし",
    summary: (days, share) => `監視した ${days} 日間の稼働率 ${share}`,
    daysAgo: (days) => `${days} 日前`,
    today: "今日",
    none: "監視対象のサービスはまだありません。",
    utc: "日付は UTC です。",
    table: "日別の表",
    date: "日付",
    outage: "停止時間",
  },
};
