import type { Book } from "../i18n/language.ts";

type Words = {
  readonly title: string;
  readonly search: string;
  readonly anyState: string;
  readonly anyLabel: string;
  readonly noGroups: string;
  readonly stateFilter: string;
  readonly labelFilter: string;
  readonly grouping: string;
  readonly groupBy: (label: string) => string;
  readonly withoutLabel: string;
  readonly columns: Readonly<
    Record<"state" | "target" | "last" | "loss" | "p50" | "p99" | "hour" | "change", string>
  >;
  readonly openedLast: string;
  readonly none: string;
  readonly noMatch: string;
  readonly clear: string;
  readonly shown: (shown: number, all: number) => string;
  readonly strip: (lost: string, worst: string) => string;
  readonly stripEmpty: string;
  readonly flapping: string;
};

export const overviewWords: Book<Words> = {
  en: {
    title: "Overview",
    search: "Search",
    anyState: "Any state",
    anyLabel: "Any label",
    noGroups: "No groups",
    stateFilter: "State",
    labelFilter: "Label",
    grouping: "Groups",
    groupBy: (label) => `By ${label}`,
    withoutLabel: "without this label",
    columns: {
      state: "State",
      target: "Target",
      last: "Last",
      loss: "Loss",
      p50: "p50",
      p99: "p99",
      hour: "Last hour",
      change: "Changed",
    },
    openedLast: "Opened last",
    none: "No target is watched yet: name some under targets: in the configuration.",
    noMatch: "No target matches: change the search or the filters.",
    clear: "Show all",
    shown: (shown, all) => `${shown} of ${all} targets`,
    strip: (lost, worst) => `${lost} lost in the last hour, at the worst minute ${worst}`,
    stripEmpty: "nothing was sent in the last hour",
    flapping: "flapping",
  },
  ja: {
    title: "概要",
    search: "検索",
    anyState: "すべての状態",
    anyLabel: "すべてのラベル",
    noGroups: "グループなし",
    stateFilter: "状態",
    labelFilter: "ラベル",
    grouping: "グループ",
    groupBy: (label) => `${label} 別`,
    withoutLabel: "このラベルなし",
    columns: {
      state: "状態",
      target: "ターゲット",
      last: "直近",
      loss: "損失",
      p50: "p50",
      p99: "p99",
      hour: "直近 1 時間",
      change: "変化",
    },
    openedLast: "最新のインシデント",
    none: "監視対象がまだありません。設定の targets: に追加してください。",
    noMatch: "該当するターゲットがありません。検索条件を変えてください。",
    clear: "すべて表示",
    shown: (shown, all) => `${all} 件中 ${shown} 件`,
    strip: (lost, worst) => `直近 1 時間の損失 ${lost}、最悪の 1 分は ${worst}`,
    stripEmpty: "直近 1 時間は送信なし",
    flapping: "不安定",
  },
};
