import { Value } from "../value.ts";

const key = "halfopen.token";

/** Empty where there is none. */
export type Token = { readonly text: string };

/** The token that requests bear, kept until the browser's tab is closed; another object after each login. */
export const token = new Value<Token>({ text: read() });

/** Whether the daemon wants another token than it was given. */
export const refused = new Value(false);

/** Uses this token from now on. */
export function logIn(text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // A browser that keeps nothing: it holds until the page is closed.
  }
  refused.set(false);
  token.set({ text });
}

function read(): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
