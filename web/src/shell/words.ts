import type { State } from "../../../src/api/contract.ts";
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
      "search" | "row" | "open" | "overview" | "incidents" | "status" | "help" | "leave",
      string
    >
  >;
  readonly connecting: string;
  readonly lost: string;
  readonly login: string;
  readonly tokenNeeded: string;
  readonly token: string;
  readonly tokenRefused: string;
  readonly states: Readonly<Record<State, string>>;
  readonly nothingHere: string;
  readonly backToOverview: string;
  readonly loading: string;
  readonly failed: (problem: string) => string;
  readonly noAnswer: string;
  readonly tryAgain: string;
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
    },
    connecting: "Connecting to the daemon…",
    lost: "The daemon does not answer: what you see may be old. This page comes back by itself.",
    login: "Log in",
    tokenNeeded: "This daemon wants a token. Whoever runs it can give you one.",
    token: "Token",
    tokenRefused: "This token is not known: ask whoever runs the daemon for another.",
    states: {
      up: "Up",
      degraded: "Degraded",
      down: "Down",
      unknown: "Unknown",
      maintenance: "Maintenance",
    },
    nothingHere: "There is nothing at this address.",
    backToOverview: "Back to the overview",
    loading: "Loading…",
    failed: (problem) => `That did not work: ${problem}.`,
    noAnswer: "the daemon does not answer",
    tryAgain: "Try again",
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
    },
    connecting: "デーモンに接続しています…",
    lost: "デーモンが応答しません。表示は古い可能性があります。応答があれば自動で元に戻ります。",
    login: "ログイン",
    tokenNeeded: "このデーモンにはトークンが必要です。運用者から受け取ってください。",
    token: "トークン",
    tokenRefused: "このトークンは登録されていません。運用者に確認してください。",
    states: {
      up: "正常",
      degraded: "低下",
      down: "停止",
      unknown: "不明",
      maintenance: "メンテナンス",
    },
    nothingHere: "このアドレスには何もありません。",
    backToOverview: "概要に戻る",
    loading: "読み込み中…",
    failed: (problem) => `うまくいきませんでした: ${problem}`,
    noAnswer: "デーモンが応答しません",
    tryAgain: "もう一度",
  },
};
