import { Value } from "./value.ts";

export const themes = ["system", "light", "dark"] as const;
export const languages = ["system", "en", "ja"] as const;

/** What a viewer has chosen; "system" follows the browser. */
export type Settings = {
  readonly theme: (typeof themes)[number];
  readonly language: (typeof languages)[number];
  /** "system", or the IANA name of a time zone. */
  readonly zone: string;
};

const key = "halfopen.settings";
const defaults: Settings = { theme: "system", language: "system", zone: "system" };

export const settings = new Value<Settings>(read());

/** Changes some of them, and keeps them for the next visit where the browser allows. */
export function choose(change: Partial<Settings>): void {
  settings.set({ ...settings.current, ...change });
  try {
    localStorage.setItem(key, JSON.stringify(settings.current));
  } catch {
    // A browser that keeps nothing: they hold until the page is closed.
  }
}

function read(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Settings>;
    return {
      theme: themes.find((one) => one === kept.theme) ?? defaults.theme,
      language: languages.find((one) => one === kept.language) ?? defaults.language,
      zone: isZone(kept.zone) ? kept.zone : defaults.zone,
    };
  } catch {
    return defaults;
  }
}

/** Whether this names a time zone that the browser knows. */
export function isZone(zone: unknown): zone is string {
  if (typeof zone !== "string") return false;
  if (zone === "system") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).format(0) !== "";
  } catch {
    return false;
  }
}

/** The theme is the root element's affair: the style sheet does the rest. */
export function followTheme(root: HTMLElement): void {
  const apply = () => {
    root.dataset["theme"] = settings.current.theme;
  };
  apply();
  settings.subscribe(apply);
}
