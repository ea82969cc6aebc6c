import type { Scenario } from "../../test/lab/peer/index.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How a server answered at some time in the past. */
export type Past = {
  /** The usual delay at that time, milliseconds, and how far it spreads, as a share of itself. */
  readonly delay: (at: number) => number;
  readonly spread: number;
  /** Share of probes that get no answer, and of those that take long. */
  readonly loss: (at: number) => number;
  readonly spikes: number;
  /** When nothing answered at all: how long ago that began, and for how long. */
  readonly outages: readonly Stretch[];
  /** When nobody was to be told of it. */
  readonly maintenance: readonly Stretch[];
};

/** A stretch of time: how long ago it began, and how long it was. */
export type Stretch = { readonly ago: number; readonly length: number };

/** A server of the demo: who it is, how it was, and how it answers now. */
export type Character = {
  readonly name: string;
  /** Most have one; a name with two of them is probed at both. */
  readonly addresses: readonly [string, ...string[]];
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly past: Past;
  readonly present: Scenario;
};

type Kind =
  | "steady"
  | "far"
  | "slow"
  | "rhythm"
  | "lossy"
  | "flapping"
  | "spiky"
  | "late"
  | "duplicate"
  | "moved"
  | "closed"
  | "dead";

/** How many there are of each in forty; what is missing to more is steady. */
const cast: readonly (readonly [Kind, number])[] = [
  ["far", 6],
  ["slow", 1],
  ["rhythm", 5],
  ["lossy", 3],
  ["flapping", 2],
  ["spiky", 3],
  ["late", 1],
  ["duplicate", 1],
  ["moved", 2],
  ["closed", 1],
  ["dead", 2],
];

const services = ["web", "api", "db", "mail", "auth", "search", "cache", "files"] as const;
const teams = ["edge", "core", "payments", "data"] as const;
const sites = ["tokyo", "osaka", "frankfurt", "virginia"] as const;
const ports = {
  web: 443,
  api: 443,
  db: 5432,
  mail: 25,
  auth: 443,
  search: 9200,
  cache: 6379,
  files: 22,
};

const size = 40;
/** Shares no factor with the forty: it comes by each of them, and neighbours differ. */
const stride = 7;
const special = cast.flatMap(([kind, times]) => Array.from({ length: times }, () => kind));

/** So many servers, always the same; each eighth has an IPv6 address. */
export const characters = (count: number): Character[] =>
  Array.from({ length: count }, (_, number) =>
    character(special[(number * stride) % size] ?? "steady", number),
  );

function character(kind: Kind, number: number): Character {
  const service = services[number % services.length]!;
  const site = sites[Math.floor(number / 2) % sites.length]!;
  const six = number % 8 === 7;
  const host = (number % 250) + 1;
  const base = baseOf(kind, number);
  const team = teams[number % teams.length]!;
  const address = six
    ? `2001:db8::${(number + 1).toString(16)}`
    : `${["192.0.2", "198.51.100", "203.0.113"][Math.floor(number / 250) % 3]}.${host}`;
  return {
    name: `${service}-${String(number + 1).padStart(2, "0")}.${site}.example.com`,
    addresses: number === ofTwoAddresses ? [address, "2001:db8::2:1"] : [address],
    port: ports[service],
    labels: { team, site, service },
    past: { ...pastOf(kind, base, number), maintenance: team === "data" ? [aNight] : [] },
    present: presentOf(kind, base),
  };
}

const never = () => 0;
/** Two days ago the data were moved. */
const aNight: Stretch = { ago: 2 * day, length: 90 * minute };
const ofTwoAddresses = 4;

/** The usual delay, milliseconds. */
function baseOf(kind: Kind, number: number): number {
  if (kind === "slow") return 420;
  return kind === "far" ? 90 + ((number * 37) % 150) : 2 + ((number * 13) % 30);
}

function pastOf(kind: Kind, base: number, number: number): Omit<Past, "maintenance"> {
  const plain = { delay: () => base, spread: 0.08, loss: never, spikes: 0.001, outages: [] };
  switch (kind) {
    case "rhythm":
      // Evenings are busy.
      return {
        ...plain,
        delay: (at) =>
          base * (1 + 0.8 * Math.max(0, Math.sin(((at % day) / day) * 2 * Math.PI - 2))),
        spread: 0.2,
      };
    case "lossy":
      return {
        ...plain,
        loss: (at) => 0.04 + 0.12 * Math.max(0, Math.sin((at / day) * Math.PI)),
        spread: 0.15,
      };
    case "flapping":
      return {
        ...plain,
        outages: Array.from({ length: 60 }, (_, n) => ({
          ago: n * 11.7 * hour + hour,
          length: (3 + ((n * 7) % 11)) * minute,
        })),
      };
    case "spiky":
      return { ...plain, spikes: 0.06 };
    case "moved":
      // Another route since twelve days ago.
      return { ...plain, delay: (at) => (Date.now() - at > 12 * day ? base * 3.2 : base) };
    case "dead":
      return { ...plain, outages: [{ ago: 26 * hour + number * minute, length: 40 * day }] };
    case "late":
      return { ...plain, loss: () => 0.03 };
    case "steady":
    case "far":
    case "slow":
    case "duplicate":
    case "closed":
      return {
        ...plain,
        outages: number % 9 === 0 ? [{ ago: (3 + number) * 13 * hour, length: 25 * minute }] : [],
      };
  }
}

function presentOf(kind: Kind, base: number): Scenario {
  const [from, to] = [base * 0.92, base * 1.12];
  const answer = { send: "syn-ack", afterMs: { from, to } } as const;
  switch (kind) {
    case "dead":
      return { name: kind, replies: [] };
    case "closed":
      return { name: kind, replies: [{ ...answer, send: "rst" }] };
    case "lossy":
      return { name: kind, loses: { percent: 12 }, replies: [answer] };
    case "flapping":
      return {
        name: kind,
        loses: { burstBeginsPercent: 2, burstEndsPercent: 4 },
        replies: [answer],
      };
    case "spiky":
      return {
        name: kind,
        replies: [{ send: "syn-ack", afterMs: { usually: base, spike: base * 9, percent: 6 } }],
      };
    case "late":
      return {
        name: kind,
        replies: [{ send: "syn-ack", afterMs: { usually: base, spike: 2300, percent: 3 } }],
      };
    case "duplicate":
      return { name: kind, replies: [answer, { send: "copy", percent: 20, afterMs: 4 }] };
    case "steady":
    case "far":
    case "slow":
    case "rhythm":
    case "moved":
      return { name: kind, replies: [answer] };
  }
}
