import { settings } from "../settings.ts";
import { useValue } from "../value.ts";

export type Language = "en" | "ja";

/** The words of one part of the page in every language. */
export type Book<Words> = Readonly<Record<Language, Words>>;

/** What was chosen, or the first of the browser's languages that there is a book in. */
function languageOf(chosen: "system" | Language, wanted: readonly string[]): Language {
  if (chosen !== "system") return chosen;
  const known = wanted.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ja");
  return known === "ja" ? "ja" : "en";
}

/** The language in force. */
export function useLanguage(): Language {
  return languageOf(useValue(settings).language, navigator.languages);
}

/** The words of a book in the language in force. */
export function useWords<Words>(book: Book<Words>): Words {
  return book[useLanguage()];
}

/** Keeps the page's own language right: screen readers speak it, fonts are chosen by it. */
export function followLanguage(root: HTMLElement): void {
  const apply = () => {
    root.lang = languageOf(settings.current.language, navigator.languages);
  };
  apply();
  settings.subscribe(apply);
}
