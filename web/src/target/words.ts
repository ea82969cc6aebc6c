import type { Outcome } from "../../../src/api/contract.ts";
import type { Book } from "../i18n/language.ts";
import type { RangeName } from "./view.ts";

type Words = {
  readonly since: (ago: string) => string;
  readonly every: (interval: string) => string;
  readonly deadline: (timeout: string) => string;
  readonly flapping: string;
  readonly chart: string;
  readonly chartHelp: string;
  readonly range: string;
  readonly ranges: Readonly<Record<RangeName, string>>;
  readonly earlier: string;
  readonly later: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly toNow: string;
  readonly endpoint: string;
  readonly allEndpoints: string;
  readonly wholeRange: string;
  readonly facts: Readonly<
    Record<
      | "time"
      | "sent"
      | "lost"
      | "samples"
      | "min"
      | "p5"
      | "p25"
      | "p50"
      | "p75"
      | "p95"
      | "p99"
      | "p999"
      | "max"
      | "late"
      | "errors",
      string
    >
  >;
  /** A share of loss, and the interval that it may well be in. */
  readonly loss: (share: string, low: string, high: string) => string;
  readonly between: (from: string, to: string) => string;
  readonly summary: (
    facts: Readonly<Record<"from" | "to" | "sent" | "lost" | "loss", string>>,
  ) => string;
  readonly delays: (facts: Readonly<Record<"p50" | "p5" | "p95" | "p999", string>>) => string;
  readonly noDelays: string;
  readonly notSent: (from: string, to: string) => string;
  readonly silent: (howLong: string) => string;
  readonly inMaintenance: (howLong: string) => string;
  readonly hadIncidents: (count: number) => string;
  readonly layers: string;
  readonly smoke: (most: string) => string;
  readonly median: string;
  readonly inner: string;
  readonly outer: string;
  readonly legend: Readonly<
    Record<"loss" | "doubt" | "silence" | "maintenance" | "incident", string>
  >;
  readonly asTable: string;
  readonly tableHelp: string;
  readonly compare: string;
  readonly compareHelp: string;
  readonly alone: string;
  readonly incidents: string;
  readonly stillOpen: string;
  readonly results: string;
  readonly pause: string;
  readonly goOn: string;
  readonly noResults: string;
  readonly columns: Readonly<
    Record<
      "at" | "endpoint" | "outcome" | "delay" | "method" | "source" | "sequence" | "answer",
      string
    >
  >;
  readonly outcomes: Readonly<Record<Outcome, string>>;
};

export const targetWords: Book<Words> = {
  en: {
    since: (ago) => `since ${ago}`,
    every: (interval) => `every ${interval}`,
    deadline: (timeout) => `deadline ${timeout}`,
    flapping: "flapping",
    chart: "Round-trip delay and loss over time",
    chartHelp:
      "Arrow keys move in time, plus and minus zoom, 0 returns to now; with Shift, arrow keys step from column to column.",
    range: "Range",
    ranges: {
      "15m": "15 min",
      "1h": "1 h",
      "6h": "6 h",
      "24h": "24 h",
      "7d": "7 d",
      "30d": "30 d",
      "1y": "1 y",
      "5y": "5 y",
    },
    earlier: "Earlier",
    later: "Later",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    toNow: "Back to now",
    endpoint: "Endpoint",
    allEndpoints: "All endpoints",
    wholeRange: "Whole range",
    facts: {
      time: "Time",
      sent: "Sent",
      lost: "Lost",
      samples: "Samples",
      min: "Least",
      p5: "p5",
      p25: "p25",
      p50: "Median",
      p75: "p75",
      p95: "p95",
      p99: "p99",
      p999: "p99.9",
      max: "Greatest",
      late: "Late",
      errors: "Not sent",
    },
    loss: (share, low, high) => `${share} (${low}–${high})`,
    between: (from, to) => `${from} – ${to}`,
    summary: ({ from, to, sent, lost, loss }) =>
      `From ${from} to ${to}, ${sent} probes were sent and ${lost} were lost: ${loss} with 95 % confidence.`,
    delays: ({ p50, p5, p95, p999 }) =>
      `The median delay was ${p50}; nine of ten were between ${p5} and ${p95}, and 99.9 % below ${p999}.`,
    noDelays: "None was answered.",
    notSent: (from, to) => `From ${from} to ${to} nothing was sent.`,
    silent: (howLong) => `For ${howLong} there are no data.`,
    inMaintenance: (howLong) => `For ${howLong} it was in maintenance.`,
    hadIncidents: (count) =>
      count === 1 ? "There was one incident." : `There were ${count} incidents.`,
    layers: "What is drawn",
    smoke: (most) => `Density, 1 to ${most} per cell`,
    median: "Median",
    inner: "p25–p75",
    outer: "p5–p95",
    legend: {
      loss: "Loss",
      doubt: "its 95 % interval",
      silence: "No data",
      maintenance: "Maintenance",
      incident: "Incident",
    },
    asTable: "The chart as a table",
    tableHelp: "Each row is an exact sum of neighbouring columns.",
    compare: "Endpoints compared",
    compareHelp: "On the same axes.",
    alone: "Show alone",
    incidents: "Incidents in this range",
    stillOpen: "still open",
    results: "Last results",
    pause: "Pause",
    goOn: "Go on",
    noResults: "No result yet.",
    columns: {
      at: "Sent at",
      endpoint: "Endpoint",
      outcome: "Outcome",
      delay: "Delay",
      method: "Method, clock",
      source: "Source",
      sequence: "Sequence",
      answer: "What the answer said",
    },
    outcomes: {
      open: "open",
      closed: "closed",
      unreachable: "unreachable",
      timeout: "no answer",
      error: "not sent",
    },
  },
  ja: {
    since: (ago) => `${ago}から`,
    every: (interval) => `間隔 ${interval}`,
    deadline: (timeout) => `期限 ${timeout}`,
    flapping: "不安定",
    chart: "往復遅延と損失の推移",
    chartHelp:
      "左右の矢印キーで時間を移動、+ と − で拡大・縮小、0 で現在に戻ります。Shift と矢印キーで列を 1 つずつ読み上げます。",
    range: "期間",
    ranges: {
      "15m": "15 分",
      "1h": "1 時間",
      "6h": "6 時間",
      "24h": "24 時間",
      "7d": "7 日",
      "30d": "30 日",
      "1y": "1 年",
      "5y": "5 年",
    },
    earlier: "前へ",
    later: "後へ",
    zoomIn: "拡大",
    zoomOut: "縮小",
    toNow: "現在に戻る",
    endpoint: "エンドポイント",
    allEndpoints: "すべてのエンドポイント",
    wholeRange: "期間全体",
    facts: {
      time: "時刻",
      sent: "送信",
      lost: "損失",
      samples: "サンプル数",
      min: "最小",
      p5: "p5",
      p25: "p25",
      p50: "中央値",
      p75: "p75",
      p95: "p95",
      p99: "p99",
      p999: "p99.9",
      max: "最大",
      late: "遅着",
      errors: "送信不可",
    },
    loss: (share, low, high) => `${share} (${low}–${high})`,
    between: (from, to) => `${from} – ${to}`,
    summary: ({ from, to, sent, lost, loss }) =>
      `${from} から ${to} までに ${sent} 回送信し、${lost} 回応答がありませんでした。損失は 95 % の信頼度で ${loss} です。`,
    delays: ({ p50, p5, p95, p999 }) =>
      `遅延の中央値は ${p50}、90 % は ${p5} から ${p95} の間、99.9 % は ${p999} 以下でした。`,
    noDelays: "応答は 1 つもありませんでした。",
    notSent: (from, to) => `${from} から ${to} までは送信していません。`,
    silent: (howLong) => `${howLong}分のデータがありません。`,
    inMaintenance: (howLong) => `メンテナンスは${howLong}でした。`,
    hadIncidents: (count) => `インシデントは ${count} 件でした。`,
    layers: "表示する要素",
    smoke: (most) => `密度 (1 マス 1〜${most} 回)`,
    median: "中央値",
    inner: "p25–p75",
    outer: "p5–p95",
    legend: {
      loss: "損失",
      doubt: "その 95 % 信頼区間",
      silence: "データなし",
      maintenance: "メンテナンス",
      incident: "インシデント",
    },
    asTable: "グラフを表で見る",
    tableHelp: "各行は隣り合う列を正確に合算したものです。",
    compare: "エンドポイントの比較",
    compareHelp: "軸は共通です。",
    alone: "これだけを表示",
    incidents: "この期間のインシデント",
    stillOpen: "継続中",
    results: "最新の結果",
    pause: "一時停止",
    goOn: "再開",
    noResults: "結果はまだありません。",
    columns: {
      at: "送信時刻",
      endpoint: "エンドポイント",
      outcome: "結果",
      delay: "遅延",
      method: "方式・時計",
      source: "送信元",
      sequence: "シーケンス番号",
      answer: "応答の内容",
    },
    outcomes: {
      open: "開",
      closed: "閉",
      unreachable: "到達不能",
      timeout: "応答なし",
      error: "送信不可",
    },
  },
};
