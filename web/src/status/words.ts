import type { IncidentBody } from "../../../src/api/contract.ts";
import type { Book } from "../i18n/language.ts";

type Words = {
  readonly allWell: string;
  readonly notWell: (count: number) => string;
  readonly now: string;
  readonly problems: Readonly<Record<IncidentBody["rule"], (target: string) => string>>;
  readonly since: (time: string) => string;
  readonly others: string;
  readonly day: (date: string, down: string) => string;
  readonly noDown: string;
  readonly noData: (date: string) => string;
  readonly summary: (days: number, share: string) => string;
  readonly daysAgo: (days: number) => string;
  readonly today: string;
  readonly none: string;
};

export const statusWords: Book<Words> = {
  en: {
    allWell: "Everything works",
    notWell: (count) =>
      count === 1 ? "One service has a problem" : `${count} services have problems`,
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
    day: (date, down) => `${date}: ${down}`,
    noDown: "no outage",
    noData: (date) => `${date}: not watched`,
    summary: (days, share) =>
      `Available ${share} of the ${days === 1 ? "day" : `${days} days`} that ${days === 1 ? "was" : "were"} watched`,
    daysAgo: (days) => `${days} days ago`,
    today: "today",
    none: "No service is watched yet.",
  },
  ja: {
    allWell: "すべて正常に稼働しています",
    notWell: (count) => `${count} 件のサービスに問題があります`,
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
    day: (date, down) => `${date}: ${down}`,
    noDown: "停止なし",
    noData: (date) => `${date}: 監視なし`,
    summary: (days, share) => `監視した ${days} 日間の稼働率 ${share}`,
    daysAgo: (days) => `${days} 日前`,
    today: "今日",
    none: "監視対象のサービスはまだありません。",
  },
};
