import type { Layers } from "../chart/scene.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { count } from "../numbers.ts";
import { targetWords } from "./words.ts";

const signs = ["loss", "doubt", "silence", "maintenance", "incident"] as const;

/** What each sign of the chart means; the layers of delay can be turned off here. */
export function Legend({
  layers,
  fullest,
  onLayers,
}: {
  readonly layers: Layers;
  /** The count of the fullest cell of the density. */
  readonly fullest: number;
  readonly onLayers: (layers: Layers) => void;
}) {
  const words = useWords(targetWords);
  const names: Readonly<Record<keyof Layers, string>> = {
    smoke: words.smoke(count(Math.max(1, Math.round(fullest)), useLanguage())),
    median: words.median,
    inner: words.inner,
    outer: words.outer,
  };
  return (
    <div class="legend small">
      <div role="group" aria-label={words.layers}>
        {(Object.keys(names) as (keyof Layers)[]).map((layer) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={layers[layer]}
              onChange={({ currentTarget }) =>
                onLayers({ ...layers, [layer]: currentTarget.checked })
              }
            />
            <i data-sign={layer} aria-hidden="true" />
            {names[layer]}
          </label>
        ))}
      </div>
      <div>
        {signs.map((sign) => (
          <span key={sign}>
            <i data-sign={sign} aria-hidden="true" />
            {words.legend[sign]}
          </span>
        ))}
      </div>
    </div>
  );
}
