import { useWords } from "../i18n/language.ts";
import { Dialog } from "./dialog.tsx";
import { chartKeyRows, keyRows } from "./keys.ts";
import { shellWords } from "./words.ts";

/** Every key, and what it does. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(shellWords);
  return (
    <Dialog name={words.keys} onClose={onClose}>
      <h1>{words.keys}</h1>
      <KeyList rows={keyRows} />
      <h2>{words.chartKeys}</h2>
      <KeyList rows={chartKeyRows} />
      <p>
        <button type="button" onClick={onClose}>
          {words.close}
        </button>
      </p>
    </Dialog>
  );
}

type KeyRow = readonly [move: keyof (typeof shellWords)["en"]["moves"], ...keys: readonly string[]];

function KeyList({ rows }: { readonly rows: readonly KeyRow[] }) {
  const { moves } = useWords(shellWords);
  return (
    <dl class="keys">
      {rows.map(([move, ...keys]) => (
        <div key={move}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{moves[move]}</dd>
        </div>
      ))}
    </dl>
  );
}
