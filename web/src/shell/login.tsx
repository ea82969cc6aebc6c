import { logIn, refused, token } from "../api/session.ts";
import { useWords } from "../i18n/language.ts";
import { useValue } from "../value.ts";
import { Dialog } from "./dialog.tsx";
import { fieldText } from "./field-text.ts";
import { shellWords } from "./words.ts";

/** Asks for a token while the daemon wants another than it was given. */
export function Login() {
  const words = useWords(shellWords);
  const had = useValue(token);
  if (!useValue(refused)) return null;
  return (
    <Dialog name={words.login}>
      <h1>{words.login}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          logIn(fieldText(event.currentTarget, "token"));
        }}
      >
        <p role={had === "" ? undefined : "alert"}>
          {had === "" ? words.tokenNeeded : words.tokenRefused}
        </p>
        <label class="field">
          {words.token}
          <input name="token" type="password" autocomplete="current-password" required />
        </label>
        <button class="primary" type="submit">
          {words.login}
        </button>
      </form>
    </Dialog>
  );
}
