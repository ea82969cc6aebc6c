import type { Outcome, State } from "../../../src/api/contract.ts";
import type { Book } from "../i18n/language.ts";

type Words = {
  readonly skip: string;
  readonly overview: string;
  readonly incidents: string;
  readonly status: string;
  readonly views: string;
  readonly settings: string;
  readonly theme: string;
  readonly language: string;
  readonly zone: string;
  readonly zoneHint: string;
  readonly followSystem: string;
  readonly themes: Readonly<Record<"light" | "dark", string>>;
  readonly help: string;
  readonly keys: string;
  readonly close: string;
  readonly moves: Readonly<
    Record<
      | "search"
      | "row"
      | "open"
      | "overview"
      | "incidents"
      | "status"
      | "help"
      | "leave"
      | "pan"
      | "zoom"
      | "reset",
      string
    >
  >;
  readonly chartKeys: string;
  readonly lost: string;
  readonly deaf: (problem: string) => string;
  readonly login: string;
  readonly tokenNeeded: string;
  readonly token: string;
  readonly tokenRefused: string;
  readonly notNow: string;
  readonly states: Readonly<Record<State, string>>;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly incidentTitle: string;
  readonly nothingHere: string;
  readonly backToOverview: string;
  readonly loading: string;
  readonly failed: (problem: string) => string;
  readonly noAnswer: string;
  /** Why the daemon refused: by its status, or in its own sentence. */
  readonly refusal: (status: number, sentence: string) => string;
  readonly tryAgain: string;
  readonly viewGone: string;
  readonly reload: string;
};

/** What the daemon says in English, in Japanese. */
const refusals: Readonly<Record<number, string>> = {
  400: "要求の内容が正しくありません",
  401: "トークンが必要です",
  403: "この操作の権限がありません",
  404: "見つかりません",
  429: "要求が多すぎます。しばらくお待ちください",
  500: "デーモンで問題が起きました。詳細はログにあります",
  503: "デーモンが混み合っています。しばらくお待ちください",
};

export const shellWords: Book<Words> = {
  en: {
    skip: "Skip to the content",
    overview: "Overview",
    incidents: "Incidents",
    status: "Status page",
    views: "Views",
    settings: "Settings",
    theme: "Theme",
    language: "Language",
    zone: "Time zone",
    zoneHint: "a name such as Asia/Tokyo; empty follows this browser",
    followSystem: "As the system",
    themes: { light: "Light", dark: "Dark" },
    help: "Help",
    keys: "Keys",
    close: "Close",
    moves: {
      search: "search",
      row: "next, previous row",
      open: "open the row",
      overview: "overview",
      incidents: "incidents",
      status: "status page",
      help: "this help",
      leave: "leave a field, close this",
      pan: "earlier, later",
      zoom: "closer, wider",
      reset: "back to the usual range",
    },
    chartKeys: "While a chart has the focus",
    lost: "The daemon does not answer: what you see may be old. This page comes back by itself.",
    deaf: (problem) =>
      `What you see may be old: nothing is told as it happens (${problem}). This page asks again by itself.`,
    login: "Log in",
    tokenNeeded: "This daemon wants a token. Whoever runs it can give you one.",
    token: "Token",
    tokenRefused: "This token is not known: ask whoever runs the daemon for another.",
    notNow: "Not now",
    states: {
      up: "Up",
      degraded: "Degraded",
      down: "Down",
      unknown: "Unknown",
      maintenance: "Maintenance",
    },
    outcomes: {
      open: "open",
      closed: "closed",
      unreachable: "unreachable",
      timeout: "lost",
      error: "not sent",
    },
    incidentTitle: "Incident",
    nothingHere: "There is nothing at this address.",
    backToOverview: "Back to the overview",
    loading: "Loading…",
    failed: (problem) => `That did not work: ${problem}.`,
    noAnswer: "the daemon does not answer",
    refusal: (_status, sentence) => sentence,
    tryAgain: "Try again",
    viewGone:
      "This view cannot be loaded. The daemon may have been upgraded since this page was opened: load the page anew.",
    reload: "Load anew",
  },
  ja: {
    skip: "本文へ移動",
    overview: "概要",
    incidents: "インシデント",
    status: "ステータスページ",
    views: "画面",
    settings: "設定",
    theme: "テーマ",
    language: "言語",
    zone: "タイムゾーン",
    zoneHint: "Asia/Tokyo のような名前。空欄ならブラウザーに従う",
    followSystem: "システムに従う",
    themes: { light: "ライト", dark: "ダーク" },
    help: "ヘルプ",
    keys: "キー操作",
    close: "閉じる",
    moves: {
      search: "検索",
      row: "次の行、前の行",
      open: "行を開く",
      overview: "概要",
      incidents: "インシデント",
      status: "ステータスページ",
      help: "このヘルプ",
      leave: "入力欄を離れる、閉じる",
      pan: "前へ、後へ",
      zoom: "拡大、縮小",
      reset: "標準の期間に戻る",
    },
    chartKeys: "グラフにフォーカスがあるとき",
    lost: "デーモンが応答しません。表示は古い可能性があります。応答があれば自動で元に戻ります。",
    deaf: (problem) =>
      `更新が届かないため、表示は古い可能性があります（${problem}）。自動で再試行します。`,
    login: "ログイン",
    tokenNeeded: "このデーモンにはトークンが必要です。運用者から受け取ってください。",
    token: "トークン",
    tokenRefused: "このトークンは登録されていません。運用者に確認してください。",
    notNow: "あとで",
    states: {
      up: "正常",
      degraded: "低下",
      down: "停止",
      unknown: "不明",
      maintenance: "メンテナンス",
    },
    outcomes: {
      open: "応答",
      closed: "拒否",
      unreachable: "到達不可",
      timeout: "応答なし",
      error: "送信不可",
    },
    incidentTitle: "インシデント",
    nothingHere: "このアドレスには何もありません。",
    backToOverview: "概要に戻る",
    loading: "読み込み中…",
    failed: (problem) => `うまくいきませんでした: ${problem}`,
    noAnswer: "デーモンが応答しません",
    refusal: (status) => refusals[status] ?? `デーモンに断られました（${status}）`,
    tryAgain: "もう一度",
    viewGone:
      "この画面を読み込めません。ページを開いた後にデーモンが更新された可能性があります。ページを読み込み直してください。",
    reload: "読み込み直す",
  },
};
