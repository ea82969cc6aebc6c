import type { IncidentBody } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { go, incidentPath } from "../router.ts";
import { date, useTimeStyle } from "../time.ts";
import { incidentWords } from "./words.ts";

const day = 86_400_000;
const days = 30;
const [width, lane, gap] = [1000, 10, 3];
const mostLanes = 12;
/** However short it was, it is seen. */
const shortest = 4;

/** When incidents were open, one beside the other where they overlap. The list below says the same in words. */
export function Timeline({
  incidents,
  now,
}: {
  readonly incidents: readonly IncidentBody[];
  readonly now: number;
}) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  // Whole minutes: it need not be drawn anew each second.
  const to = Math.ceil(now / 60_000) * 60_000;
  const from = to - days * day;
  const placed = inLanes(incidents.filter(({ closedAt }) => (closedAt ?? to) > from));
  const lanes = Math.max(1, ...placed.map(({ at }) => at + 1));
  const x = (time: number): number => ((Math.max(from, time) - from) / (to - from)) * width;
  const height = lanes * (lane + gap) + gap;
  return (
    <figure class="timeline">
      <figcaption class="soft small">{words.timeline(days)}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ blockSize: `${height}px` }}
      >
        {Array.from({ length: days }, (_, n) => (
          <line key={n} x1={(n * width) / days} x2={(n * width) / days} y1="0" y2={height} />
        ))}
        {placed.map(({ incident, at }) => (
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
              {incident.target}: {incident.summary}
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
function inLanes(incidents: readonly IncidentBody[]): { incident: IncidentBody; at: number }[] {
  const until: number[] = [];
  return incidents
    .toSorted((one, other) => one.openedAt - other.openedAt)
    .map((incident) => {
      const free = until.findIndex((end) => end <= incident.openedAt);
      const at = free >= 0 ? free : Math.min(until.length, mostLanes - 1);
      until[at] = incident.closedAt ?? Number.POSITIVE_INFINITY;
      return { incident, at };
    });
}
