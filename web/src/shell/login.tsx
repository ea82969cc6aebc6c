import { useEffect, useState } from "preact/hooks";
import { logIn, refused, token } from "../api/session.ts";
import { useWords } from "../i18n/language.ts";
import { pathOf } from "../route.ts";
import { place } from "../router.ts";
import { useValue } from "../value.ts";
import { Dialog } from "./dialog.tsx";
import { fieldText } from "./field-text.ts";
import { shellWords } from "./words.ts";

/**
 * Asks for a token while the daemon wants another than it was given. Whoever has none may put it away:
 * the status page may be open to all.
 */
export function Login() {
  const words = useWords(shellWords);
  const had = useValue(token).text !== "";
  const isWanted = useValue(refused);
  const path = pathOf(useValue(place));
  const [isAway, putAway] = useState(false);
  useEffect(() => putAway(false), [isWanted]);
  // What one view is refused, another may be given: it asks for itself.
  useEffect(() => refused.set(false), [path]);
  if (!isWanted) return null;
  if (isAway)
    return (
      <p class="banner" role="status">
        {words.tokenNeeded}{" "}
        <button type="button" onClick={() => putAway(false)}>
          {words.login}
        </button>
      </p>
    );
  return (
    <Dialog name={words.login} onClose={() => putAway(true)}>
      <h1>{words.login}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          logIn(fieldText(event.currentTarget, "token"));
        }}
      >
        <p role={had ? "alert" : undefined}>{had ? words.tokenRefused : words.tokenNeeded}</p>
        <label class="field">
          {words.token}
          <input name="token" type="password" autocomplete="current-password" required />
        </label>
        <button class="primary" type="submit">
          {words.login}
        </button>
        <p class="ends">
          <a href="/status">{words.status}</a>
          <button type="button" onClick={() => putAway(true)}>
            {words.notNow}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
