import type { Book } from "../i18n/language.ts";

type Words = {
  readonly back: string;
  readonly since: (time: string) => string;
  readonly range: string;
  readonly ranges: Readonly<
    Record<"15m" | "1h" | "6h" | "24h" | "7d" | "30d" | "1y" | "5y", string>
  >;
  readonly chart: string;
  readonly chartHelp: string;
  readonly layers: Readonly<Record<"smoke" | "median" | "inner" | "outer", string>>;
  readonly shown: string;
  readonly sent: string;
  readonly lost: string;
  readonly answered: string;
  readonly interval: (low: string, high: string) => string;
  readonly asText: string;
  readonly text: (parts: {
    readonly from: string;
    readonly to: string;
    readonly sent: string;
    readonly lost: string;
    readonly p50: string;
    readonly p99: string;
  }) => string;
  readonly from: string;
  readonly endpoints: string;
  readonly results: string;
  readonly noResults: string;
  readonly columns: Readonly<
    Record<
      | "time"
      | "endpoint"
      | "outcome"
      | "delay"
      | "flags"
      | "ttl"
      | "window"
      | "options"
      | "clock"
      | "detail"
      | "facts",
      string
    >
  >;
  readonly allFacts: string;
  /** By the path that the API has for them. */
  readonly facts: Readonly<Record<string, string>>;
  readonly yes: string;
  readonly nameError: (error: string) => string;
  readonly clocks: Readonly<Record<"kernel" | "user", string>>;
  readonly incidents: string;
  readonly legend: Readonly<Record<"silence" | "maintenance" | "incident" | "loss", string>>;
};

export const targetWords: Book<Words> = {
  en: {
    back: "All targets",
    since: (time) => `since ${time}`,
    range: "Range",
    ranges: {
      "15m": "15 min",
      "1h": "1 h",
      "6h": "6 h",
      "24h": "24 h",
      "7d": "7 days",
      "30d": "30 days",
      "1y": "1 year",
      "5y": "5 years",
    },
    chart: "Round-trip delay and loss",
    chartHelp:
      "Drag to zoom, shift and drag to pan, double-click to go back. With the keyboard: arrows pan, + and − zoom, 0 goes back.",
    layers: { smoke: "Density", median: "Median", inner: "p25–p75", outer: "p5–p95" },
    shown: "Shown",
    sent: "sent",
    lost: "lost",
    answered: "delays",
    interval: (low, high) => `95 % sure: ${low} to ${high}`,
    asText: "The chart as a table",
    text: ({ from, to, sent, lost, p50, p99 }) =>
      `From ${from} to ${to} ${sent} probes were sent and ${lost} lost; half of the answers took at most ${p50}, 99 of 100 at most ${p99}.`,
    from: "From",
    endpoints: "Endpoints",
    results: "Last results",
    noResults: "There is no result yet.",
    columns: {
      time: "Sent",
      endpoint: "Endpoint",
      outcome: "Outcome",
      delay: "Delay",
      flags: "Flags",
      ttl: "TTL",
      window: "Window",
      options: "Options",
      clock: "Clock",
      detail: "Detail",
      facts: "Facts",
    },
    allFacts: "All facts",
    yes: "yes",
    facts: {
      at: "Sent",
      endpoint: "Endpoint",
      outcome: "Outcome",
      rttMs: "Round-trip delay",
      waitedMs: "Waited for",
      index: "Number of the probe",
      method: "Method",
      clock: "Clock",
      flow: "Flow",
      burst: "One of a burst",
      synsLost: "SYNs lost before",
      changed: "Changed since the last reply",
      sequence: "Sequence of the SYN",
      "source.address": "From address",
      "source.port": "From port",
      "source.interface": "From interface",
      "reply.flags": "Flags",
      "reply.sequence": "Sequence of the reply",
      "reply.acknowledgment": "Acknowledged",
      "reply.window": "Window",
      "reply.ttl": "TTL",
      "reply.options.mss": "MSS",
      "reply.options.windowScale": "Window scale",
      "reply.options.sackPermitted": "SACK permitted",
      "reply.options.timestamps.value": "Timestamp",
      "reply.options.timestamps.echo": "Timestamp echoed",
      "icmp.name": "ICMP error",
      "icmp.type": "ICMP type",
      "icmp.code": "ICMP code",
      "icmp.kind": "What it means",
      "icmp.sender": "ICMP sender",
      "icmp.mtu": "MTU told",
      "error.code": "Error",
      "error.message": "What went wrong",
      "error.remedy": "What helps",
    },
    nameError: (error) => `The name is not resolved: ${error}`,
    clocks: { kernel: "kernel", user: "program" },
    incidents: "Incidents of this target",
    legend: {
      silence: "not probed",
      maintenance: "maintenance",
      incident: "incident",
      loss: "loss",
    },
  },
  ja: {
    back: "ターゲット一覧",
    since: (time) => `${time} から`,
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
    chart: "往復遅延と損失",
    chartHelp:
      "ドラッグで拡大、Shift + ドラッグで移動、ダブルクリックで元に戻る。キー操作: 矢印で移動、+ と − で拡大縮小、0 で元に戻る。",
    layers: { smoke: "密度", median: "中央値", inner: "p25–p75", outer: "p5–p95" },
    shown: "表示範囲",
    sent: "送信",
    lost: "損失",
    answered: "遅延",
    interval: (low, high) => `95 % 信頼区間 ${low} ～ ${high}`,
    asText: "グラフを表で見る",
    text: ({ from, to, sent, lost, p50, p99 }) =>
      `${from} から ${to} まで ${sent} 回送信し、${lost} 回応答がありませんでした。応答の半分は ${p50} 以内、99 % は ${p99} 以内です。`,
    from: "開始",
    endpoints: "エンドポイント",
    results: "直近の結果",
    noResults: "結果はまだありません。",
    columns: {
      time: "送信時刻",
      endpoint: "エンドポイント",
      outcome: "結果",
      delay: "遅延",
      flags: "フラグ",
      ttl: "TTL",
      window: "ウィンドウ",
      options: "オプション",
      clock: "時計",
      detail: "詳細",
      facts: "内訳",
    },
    allFacts: "すべて表示",
    yes: "はい",
    facts: {
      at: "送信時刻",
      endpoint: "エンドポイント",
      outcome: "結果",
      rttMs: "往復遅延",
      waitedMs: "待ち時間",
      index: "プローブ番号",
      method: "方式",
      clock: "時計",
      flow: "フロー",
      burst: "連続確認の一つ",
      synsLost: "先に失われた SYN",
      changed: "前回の応答との違い",
      sequence: "SYN のシーケンス番号",
      "source.address": "送信元アドレス",
      "source.port": "送信元ポート",
      "source.interface": "送信元インターフェース",
      "reply.flags": "フラグ",
      "reply.sequence": "応答のシーケンス番号",
      "reply.acknowledgment": "確認応答番号",
      "reply.window": "ウィンドウ",
      "reply.ttl": "TTL",
      "reply.options.mss": "MSS",
      "reply.options.windowScale": "ウィンドウスケール",
      "reply.options.sackPermitted": "SACK 許可",
      "reply.options.timestamps.value": "タイムスタンプ",
      "reply.options.timestamps.echo": "タイムスタンプエコー",
      "icmp.name": "ICMP エラー",
      "icmp.type": "ICMP タイプ",
      "icmp.code": "ICMP コード",
      "icmp.kind": "意味",
      "icmp.sender": "ICMP 送信元",
      "icmp.mtu": "通知された MTU",
      "error.code": "エラー",
      "error.message": "エラーの内容",
      "error.remedy": "対処方法",
    },
    nameError: (error) => `名前を解決できません（${error}）`,
    clocks: { kernel: "カーネル", user: "プログラム" },
    incidents: "このターゲットのインシデント",
    legend: {
      silence: "監視なし",
      maintenance: "メンテナンス",
      incident: "インシデント",
      loss: "損失",
    },
  },
};
