import { type CommandSpec, commands, programName, programSummary, shortForm } from "./commands.ts";
import { type OptionSpec, toldOf } from "./option-table.ts";

/** The man page, in the macros of man(7), from the table that --help is made of. */
export function manPage(version: string): string {
  const all = Object.values<CommandSpec>(commands);
  return [
    `.TH ${programName.toUpperCase()} 1 "" "${escaped(`${programName} ${version}`)}" "User Commands"`,
    ".SH NAME",
    `${programName} \\- half\\-open TCP SYN probes, timed by the kernel at both ends`,
    ".SH SYNOPSIS",
    ...all.flatMap(synopsis),
    ".br",
    `.B ${escaped(programName)}`,
    text(shortForm),
    ".SH DESCRIPTION",
    text(programSummary),
    ...description.flatMap((paragraph) => [".PP", text(paragraph)]),
    ".SH COMMANDS",
    ...all.flatMap(commandSection),
    ".SH ENVIRONMENT",
    ...term("NO_COLOR", "set to anything, it keeps colours out of the output of terminals"),
    ".SH SEE ALSO",
    ".BR ping (8),",
    ".BR ss (8),",
    ".BR tcpdump (8),",
    ".BR capabilities (7)",
    "",
  ].join("\n");
}

const description = [
  "A bare SYN is sent, and the reply that provably answers it is looked for. The round-trip delay " +
    "is the time between the two moments at which the kernel saw them pass. The handshake is never " +
    "completed: the kernel answers the SYN-ACK with a RST.",
  "Raw sockets need the capability CAP_NET_RAW. Without it, halfopen connects, and takes the " +
    "delay of the handshake that the kernel itself measured.",
];

const synopsis = ({ name, usage }: CommandSpec, index: number): string[] => [
  ...(index === 0 ? [] : [".br"]),
  `.B ${programName} ${name}`,
  text(usage),
];

function commandSection({ name, summary, argument, notes, ...spec }: CommandSpec): string[] {
  const options = Object.values(spec.options);
  const groups = [...new Set(options.map(({ group }) => group))];
  return [
    `.SS ${programName} ${name}`,
    text(`${summary}.`),
    ...(argument === undefined ? [] : term(placeOf(argument.flags), argument.description)),
    ...groups.flatMap((group) => [
      ".PP",
      text(group),
      ...options.filter((option) => option.group === group).flatMap(optionTerm),
    ]),
    ...(notes === undefined ? [] : [".PP", text(notes)]),
    ".PP",
    "Exit code:",
    ...spec.exits.flatMap(({ code, when }) => term(String(code), when)),
    ".PP",
    "Examples:",
    ...spec.examples.flatMap(({ line, what }) => term(line, what ?? "")),
  ];
}

function optionTerm(spec: OptionSpec): string[] {
  const { flags, value } = spec;
  const choices = value?.choices === undefined ? "" : ` (choices: ${value.choices.join(", ")})`;
  const otherwise = spec.default ?? spec.otherwise;
  return term(
    flags,
    toldOf(spec) + choices + (otherwise === undefined ? "" : ` (default: ${otherwise})`),
  );
}

/** `[target...]` is how commander reads it, but one is needed: from the line or from a list. */
const placeOf = (flags: string): string => flags.replace(/^\[(.*)\]$/u, "<$1>");

/** A tagged paragraph: the term, bold, and what it means. */
const term = (name: string, meaning: string): string[] => [
  ".TP",
  `.B ${escaped(name)}`,
  ...(meaning === "" ? ["\\&"] : [text(meaning)]),
];

/** A line of prose: one that begins like a request is kept from being one. */
const text = (line: string): string => escaped(line).replace(/^\./, "\\&.");

/** What troff would take for something else, and its name for the character itself. */
const special: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  '"': "\\(dq",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** What ASCII does not have is named by its code point. */
const escaped = (line: string): string =>
  line.replaceAll(/[-\\"'`^~]|[^ -~]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    return special[character] ?? `\\[u${code}]`;
  });
