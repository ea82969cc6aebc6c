import { useWords } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";
import { keyRows } from "./keys.ts";
import { shellWords } from "./words.ts";

/** Every key, and what it does. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(shellWords);
  return (
    <Dialog name={words.keys} onClose={onClose}>
      <h1>{words.keys}</h1>
      <dl class="keys">
        {keyRows.map(([move, ...keys]) => (
          <div key={move}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words.moves[move]}</dd>
          </div>
        ))}
      </dl>
      <p>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </p>
    </Dialog>
  );
}
