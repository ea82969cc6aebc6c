import { formatEndpoint } from "../endpoint.ts";
import type { Announcement, Incident } from "../incident.ts";

/** Of a thousand that fell at once nobody reads the evidence of each, and no receiver takes all of it. */
const withEvidence = 20;

/** As it is kept and sent: only the first ones with their evidence. */
export function shortened(announcement: Announcement): Announcement {
  const evidenceLeftOut = announcement.incidents.length - withEvidence;
  if (evidenceLeftOut <= 0) return announcement;
  const incidents = announcement.incidents.map((incident, index) =>
    index < withEvidence ? incident : { ...incident, evidence: [] },
  );
  return { ...announcement, incidents, evidenceLeftOut };
}

/** How many are named one by one. */
const named = 10;

const words = { opened: "", reminder: "still ", closed: "over: " } as const;

/** One line: `[DOWN] web 192.0.2.7:443: the last 5 probes were unanswered`. */
export function headline({ kind, incidents }: Announcement): string {
  const [first] = incidents;
  if (first === undefined) return "nothing";
  const rule = kind === "closed" ? "RESOLVED" : first.rule.toUpperCase();
  if (incidents.length === 1) return `[${rule}] ${words[kind]}${namedIn(first)}: ${first.summary}`;
  const counts = new Map<string, number>();
  for (const incident of incidents) counts.set(incident.rule, (counts.get(incident.rule) ?? 0) + 1);
  const told = Array.from(counts, ([name, count]) => `${count} ${name}`).join(", ");
  const same = new Set(incidents.map(({ rule: name }) => name)).size === 1;
  const targets = new Set(incidents.map(({ target }) => target)).size;
  return `[${kind === "closed" || same ? rule : "SEVERAL"}] ${words[kind]}${told}, ${targets} target${targets === 1 ? "" : "s"}`;
}

/** The whole message, as plain text. */
export function textOf(announcement: Announcement, vantage: string): string {
  const { incidents } = announcement;
  const lines = incidents.slice(0, named).map((incident) => `- ${lineOf(incident)}`);
  if (incidents.length > named) lines.push(`- and ${incidents.length - named} more`);
  const [only] = incidents;
  const evidence =
    incidents.length === 1 && only !== undefined && only.evidence.length > 0
      ? ["", "Last exchanges:", ...only.evidence.map((one) => `  ${evidenceLine(one)}`)]
      : [];
  return [headline(announcement), "", ...lines, ...evidence, "", `Seen from ${vantage}.`].join(
    "\n",
  );
}

/** What an incident is about: `web 192.0.2.7:443`, or the target alone. */
export const namedIn = ({ target, endpoint }: Incident): string => {
  if (endpoint === undefined) return target;
  const address = formatEndpoint(endpoint);
  return target === address ? target : `${target} ${address}`;
};

function lineOf(incident: Incident): string {
  const since = `since ${new Date(incident.openedAt).toISOString()}`;
  const ended =
    incident.closedAt === undefined
      ? ""
      : `, over after ${lasted(incident.closedAt - incident.openedAt)}`;
  return `${namedIn(incident)} ${incident.rule} ${since}${ended}: ${incident.summary}`;
}

const evidenceLine = ({ at, outcome, rttMs, detail }: Incident["evidence"][number]): string =>
  [new Date(at).toISOString(), outcome, rttMs === undefined ? "" : `${rttMs} ms`, detail ?? ""]
    .filter((part) => part !== "")
    .join(" ");

/** `42 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
function lasted(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts: (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const told = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2);
  return told
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
