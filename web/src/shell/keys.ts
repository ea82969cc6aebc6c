import { useEffect } from "preact/hooks";
import { go } from "../router.ts";

/** What each key does, in the order in which the help shows it. */
export const keyRows = [
  ["search", "/"],
  ["row", "j", "k"],
  ["open", "Enter"],
  ["overview", "g o"],
  ["incidents", "g i"],
  ["status", "g s"],
  ["help", "?"],
  ["leave", "Esc"],
] as const;

/** What they do while a chart has the focus. */
export const chartKeyRows = [
  ["pan", "←", "→"],
  ["zoom", "+", "−"],
  ["reset", "0"],
] as const;

const places: Readonly<Record<string, string>> = { o: "/", i: "/incidents", s: "/status" };
/** The second key of two must follow within this time. */
const patience = 1500;

/** The keys that work in every view; those of a view alone are its own. */
export function useKeys(help: () => void): void {
  useEffect(() => {
    let since = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (event.key === "?") help();
      const to = event.timeStamp - since < patience ? places[event.key] : undefined;
      since = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (to !== undefined) go(to);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [help]);
}

/** Whether the key is meant for a field, a dialog or the browser. A dialog that is closed keeps the focus until the next frame. */
export function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return (
    target instanceof Element && target.closest("input, select, textarea, dialog[open]") !== null
  );
}
