import { Value } from "../value.ts";

const key = "halfopen.token";

/** The token that requests bear; kept until the browser's tab is closed. Empty: none. */
export const token = new Value(read());

/** Whether the daemon wants another token than it was given. */
export const refused = new Value(false);

/** Uses this token from now on. */
export function logIn(given: string): void {
  try {
    sessionStorage.setItem(key, given);
  } catch {
    // A browser that keeps nothing: it holds until the page is closed.
  }
  token.set(given);
  refused.set(false);
}

function read(): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
