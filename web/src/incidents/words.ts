import type { IncidentBody, IncidentDetailBody } from "../../../src/api/contract.ts";
import type { Book } from "../i18n/language.ts";

type Words = {
  readonly title: string;
  readonly rules: Readonly<Record<IncidentBody["rule"], string>>;
  readonly filter: string;
  readonly all: string;
  readonly openOnly: string;
  readonly none: string;
  readonly noneOpen: string;
  readonly state: string;
  readonly open: string;
  readonly closed: string;
  readonly more: string;
  readonly timeline: (days: number) => string;
  readonly timelineCut: (days: number, most: number) => string;
  readonly target: string;
  readonly endpoint: string;
  readonly rule: string;
  readonly openedAt: string;
  readonly closedAt: string;
  readonly lasted: string;
  readonly vantage: string;
  readonly acknowledged: (by: string) => string;
  readonly acknowledge: string;
  readonly acknowledgeHint: string;
  readonly name: string;
  readonly note: string;
  readonly told: string;
  readonly toldNobody: string;
  readonly channel: string;
  readonly attempts: string;
  readonly deliveries: Readonly<
    Record<IncidentDetailBody["notifications"][number]["state"], string>
  >;
  readonly evidence: string;
  readonly noEvidence: string;
  readonly outcome: string;
  readonly delay: string;
  readonly detail: string;
  readonly port: string;
  readonly sequence: string;
  readonly time: string;
  readonly byRemoval: string;
  readonly back: string;
};

export const incidentWords: Book<Words> = {
  en: {
    title: "Incidents",
    rules: {
      down: "down",
      lossy: "lossy",
      slow: "slow",
      unresolved: "name not resolved",
      unsendable: "cannot be sent to",
      flapping: "flapping",
    },
    filter: "Which",
    all: "All",
    openOnly: "Open only",
    none: "There has been no incident yet.",
    noneOpen: "No incident is open.",
    state: "State",
    open: "Open",
    closed: "Closed",
    more: "Show older ones",
    timeline: (days) => `The last ${days} days`,
    timelineCut: (days, most) => `The newest ${most} of the last ${days} days`,
    target: "Target",
    endpoint: "Endpoint",
    rule: "Rule",
    openedAt: "Opened",
    closedAt: "Closed",
    lasted: "Lasted",
    vantage: "Seen from",
    acknowledged: (by) => `Acknowledged by ${by}`,
    acknowledge: "Acknowledge",
    acknowledgeHint: "Reminders stop; that it is over is still told.",
    name: "Your name",
    note: "Note",
    told: "Who was told",
    toldNobody: "Nobody: no channel is configured under notify:.",
    channel: "Channel",
    attempts: "Attempts",
    deliveries: { pending: "on its way", delivered: "delivered", "given-up": "given up" },
    evidence: "Exchanges around the moment",
    noEvidence: "None: nothing was sent.",
    outcome: "Outcome",
    delay: "Delay",
    detail: "Detail",
    port: "From port",
    sequence: "Sequence",
    time: "Time",
    byRemoval: "closed because the target was removed",
    back: "All incidents",
  },
  ja: {
    title: "インシデント",
    rules: {
      down: "停止",
      lossy: "損失",
      slow: "遅延",
      unresolved: "名前解決不可",
      unsendable: "送信不可",
      flapping: "不安定",
    },
    filter: "表示対象",
    all: "すべて",
    openOnly: "継続中のみ",
    none: "インシデントはまだありません。",
    noneOpen: "継続中のインシデントはありません。",
    state: "状態",
    open: "継続中",
    closed: "終了",
    more: "さらに古いものを表示",
    timeline: (days) => `直近 ${days} 日間`,
    timelineCut: (days, most) => `直近 ${days} 日間の新しい ${most} 件`,
    target: "ターゲット",
    endpoint: "エンドポイント",
    rule: "ルール",
    openedAt: "開始",
    closedAt: "終了",
    lasted: "継続時間",
    vantage: "観測点",
    acknowledged: (by) => `${by} が確認済み`,
    acknowledge: "確認する",
    acknowledgeHint: "再通知が止まります。終了の通知は届きます。",
    name: "お名前",
    note: "メモ",
    told: "通知先",
    toldNobody: "なし。notify: に通知先が設定されていません。",
    channel: "通知先",
    attempts: "試行回数",
    deliveries: { pending: "送信中", delivered: "送信済み", "given-up": "断念" },
    evidence: "前後のやり取り",
    noEvidence: "なし。何も送信されていません。",
    outcome: "結果",
    delay: "遅延",
    detail: "詳細",
    port: "送信元ポート",
    sequence: "シーケンス番号",
    time: "時刻",
    byRemoval: "ターゲットの削除により終了",
    back: "インシデント一覧",
  },
};
