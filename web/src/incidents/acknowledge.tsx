import { useState } from "preact/hooks";
import { post, type Problem, problemOf } from "../api/client.ts";
import { useWords } from "../i18n/language.ts";
import { fieldText } from "../shell/field-text.ts";
import { useProblemText } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { incidentWords } from "./words.ts";

/** Says that somebody looks after it. */
export function Acknowledge({ id, done }: { readonly id: string; readonly done: () => void }) {
  const words = useWords(incidentWords);
  const shell = useWords(shellWords);
  const problemText = useProblemText();
  const [failed, fail] = useState<{ readonly problem: Problem }>();
  const send = async (form: HTMLFormElement) => {
    const [by, note] = [fieldText(form, "by"), fieldText(form, "note")];
    try {
      await post(`/api/v1/incidents/${encodeURIComponent(id)}/acknowledge`, {
        by,
        ...(note !== "" && { note }),
      });
      done();
    } catch (error) {
      fail({ problem: problemOf(error) });
    }
  };
  return (
    <form
      class="acknowledge"
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <label class="field">
        {words.name}
        <input name="by" required maxLength={200} autocomplete="name" />
      </label>
      <label class="field">
        {words.note}
        <input name="note" maxLength={2000} />
      </label>
      <button class="primary" type="submit">
        {words.acknowledge}
      </button>
      <p class="soft small">{words.acknowledgeHint}</p>
      {failed !== undefined && <p role="alert">{shell.failed(problemText(failed.problem))}</p>}
    </form>
  );
}
