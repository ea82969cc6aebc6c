import type { EndpointBody } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { endpointName } from "../names.ts";
import { type RangeName, ranges, type View } from "./view.ts";
import { targetWords } from "./words.ts";

export type Moves = Readonly<
  Record<"earlier" | "later" | "zoomIn" | "zoomOut" | "toNow", () => void>
>;

const signs = [
  ["earlier", "‹"],
  ["later", "›"],
  ["zoomIn", "+"],
  ["zoomOut", "−"],
  ["toNow", "⇥"],
] as const;

/** Which stretch of time is shown, and of which endpoint. */
export function Toolbar({
  view,
  onRange,
  moves,
  endpoints,
  endpoint,
  onEndpoint,
}: {
  readonly view: View;
  readonly onRange: (last: RangeName) => void;
  readonly moves: Moves;
  readonly endpoints: readonly EndpointBody[];
  readonly endpoint: string | undefined;
  readonly onEndpoint: (address: string | undefined) => void;
}) {
  const words = useWords(targetWords);
  return (
    <div class="toolbar">
      <div class="choices" role="group" aria-label={words.range}>
        {(Object.keys(ranges) as RangeName[]).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={"last" in view && view.last === name}
            onClick={() => onRange(name)}
          >
            {words.ranges[name]}
          </button>
        ))}
      </div>
      <div class="choices">
        {signs.map(([move, sign]) => (
          <button
            key={move}
            type="button"
            aria-label={words[move]}
            title={words[move]}
            onClick={moves[move]}
          >
            {sign}
          </button>
        ))}
      </div>
      {endpoints.length > 1 && (
        <select
          aria-label={words.endpoint}
          value={endpoint ?? ""}
          onChange={({ currentTarget: { value } }) => onEndpoint(value === "" ? undefined : value)}
        >
          <option value="">{words.allEndpoints}</option>
          {endpoints.map((one) => (
            <option key={endpointName(one)} value={one.address}>
              {endpointName(one)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
