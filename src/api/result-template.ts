import type { Endpoint } from "../endpoint.ts";
import type { FormedResult, ResultForm } from "../monitor/index.ts";
import { resultBody } from "./bodies.ts";
import { type JsonOctets, Snippet } from "./json-octets.ts";

/** A number of a result in its body: what stands before it, and which one of its row it is. */
type Hole = {
  readonly before: Snippet;
  readonly place: number;
  /** As it is, from nanoseconds, or with the nanoseconds after it as the moment in milliseconds. */
  readonly as: "itself" | "ms" | "moment";
};

/** The JSON of all results of one form: octets, with holes for their numbers. */
type Template = { readonly holes: readonly Hole[]; readonly end: Snippet };

const templates = new WeakMap<ResultForm, Template>();
/** Results are kept without it, and their bodies say nothing of it. */
const anyEndpoint: Endpoint = { address: "", family: 4, port: 0 };

/** Writes what JSON.stringify would make of `resultBody`, without either. HOT: for each endpoint of a list. */
export function writeResult(json: JsonOctets, { form, numbers, from }: FormedResult): void {
  const { holes, end } = templateOf(form);
  for (let hole = 0; hole < holes.length; hole++) {
    const { before, place, as } = holes[hole]!;
    const value = numbers[from + place]!;
    json.copy(before);
    if (as === "itself") json.number(value);
    else if (as === "ms") json.ms(value);
    else json.moment(value, numbers[from + place + 1]!);
  }
  json.copy(end);
}

function templateOf(form: ResultForm): Template {
  let template = templates.get(form);
  if (template === undefined) {
    template = newTemplate(form);
    templates.set(form, template);
  }
  return template;
}

// Where a number goes, and in which unit, `resultBody` tells by itself: of a result whose numbers are marks. The mark of
// place n is n + 1000 millions: one of nanoseconds becomes n + 1000, one of seconds more than a million millions.
const firstMark = 1000;
const million = 1e6;

function newTemplate(form: ResultForm): Template {
  const marks = Float64Array.from(
    { length: form.width },
    (_, place) => (firstMark + place) * million,
  );
  const body = resultBody(form.give(marks, 0, anyEndpoint));
  const text = JSON.stringify(body, (_, fact: unknown) =>
    typeof fact === "number" ? `\0${fact}\0` : fact,
  );
  // Texts, and the marks between them.
  const parts = text.split(/"\\u0000([\d.]+)\\u0000"/);
  const holes: Hole[] = [];
  for (let part = 0; part + 1 < parts.length; part += 2)
    holes.push({ before: new Snippet(parts[part]!), ...placeOf(Number(parts[part + 1])) });
  return { holes, end: new Snippet(parts.at(-1)!) };
}

function placeOf(mark: number): Pick<Hole, "place" | "as"> {
  if (mark < million) return { place: mark - firstMark, as: "ms" };
  if (mark < million * million) return { place: mark / million - firstMark, as: "itself" };
  return { place: Math.floor(mark / million / 1000) - firstMark, as: "moment" };
}
