import type { IncidentBody } from "../../../src/api/contract.ts";
import { lanesOf } from "../chart/lanes.ts";
import { useWords } from "../i18n/language.ts";
import { useSummaryText } from "../incident-summary.ts";
import { incidentPath } from "../route.ts";
import { go } from "../router.ts";
import { date, useTimeStyle } from "../time.ts";
import { useIncidents } from "./use-incidents.ts";
import { incidentWords } from "./words.ts";

const hour = 3_600_000;
const day = 24 * hour;
const days = 30;
const [width, lane, gap] = [1000, 10, 3];
const mostLanes = 12;
/** As many as the API tells at once. */
const most = 1000;
/** However short it was, it is seen. */
const shortest = 4;

/** When incidents were open, one beside the other where they overlap. The list below says the same in words. */
export function Timeline({ openOnly, now }: { readonly openOnly: boolean; readonly now: number }) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  const summaryText = useSummaryText();
  // Whole hours: it need not be asked for nor drawn anew each second.
  const to = Math.ceil(now / hour) * hour;
  const from = to - days * day;
  const query = `&from=${from}&to=${to}${openOnly ? "&open=true" : ""}`;
  const [, { incidents, more }] = useIncidents(query, most);
  const placed = inLanes(incidents, to);
  const lanes = placed.reduce((highest, { lane: at }) => Math.max(highest, at + 1), 1);
  const x = (time: number): number => ((Math.max(from, time) - from) / (to - from)) * width;
  const height = lanes * (lane + gap) + gap;
  return (
    <figure class="timeline">
      <figcaption class="soft small">
        {more === undefined ? words.timeline(days) : words.timelineCut(days, most)}
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ blockSize: `${height}px` }}
      >
        {Array.from({ length: days }, (_, n) => (
          <line key={n} x1={(n * width) / days} x2={(n * width) / days} y1="0" y2={height} />
        ))}
        {placed.map(({ incident, lane: at }) => (
          <rect
            key={incident.id}
            x={Math.min(x(incident.openedAt), width - shortest)}
            y={gap + at * (lane + gap)}
            width={Math.max(shortest, x(incident.closedAt ?? to) - x(incident.openedAt))}
            height={lane}
            data-rule={incident.rule}
            data-open={incident.closedAt === undefined}
            onClick={() => go(incidentPath(incident.id))}
          >
            <title>
              {incident.target}: {summaryText(incident)}
            </title>
          </rect>
        ))}
      </svg>
      <p class="ends soft small">
        <span>{date(from, style)}</span>
        <span>{date(to, style)}</span>
      </p>
    </figure>
  );
}

/** Each in the first lane that is free; what finds none shares the last. */
const inLanes = (incidents: readonly IncidentBody[], to: number) =>
  lanesOf(
    incidents.map((incident) => ({
      incident,
      from: incident.openedAt,
      to: incident.closedAt ?? to,
    })),
  ).map(({ incident, lane: at }) => ({ incident, lane: Math.min(at, mostLanes - 1) }));
