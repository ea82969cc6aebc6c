import { type CommandSpec, commands, namesOf } from "../commands.ts";
import { pingOptions } from "../ping-options.ts";

/** One option as a completion sees it. */
export type Completable = {
  /** `["-c", "--count"]` */
  readonly names: readonly string[];
  readonly description: string;
  /** What may stand after it; absent for a flag. */
  readonly value?: Offer;
};

/** What a shell can offer at one place of the line. Nothing: only the user knows. */
export type Offer =
  | { readonly offer: "words"; readonly words: readonly string[] }
  | { readonly offer: "hosts" | "interfaces" | "nothing" };

export type CompletableCommand = {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Completable[];
  readonly argument: Offer;
};

const help: Completable = { names: ["-h", "--help"], description: "print this help" };

/** What the program takes before, or instead of, a command. */
export const programOptions: readonly Completable[] = [
  help,
  { names: ["-V", "--version"], description: "print the version" },
  // With these there is no command: one probe, told in full.
  completable(["host", pingOptions.host]),
  completable(["port", pingOptions.port]),
];

/** Every command with its options, from the table that --help is made of. */
export const completableCommands = (): CompletableCommand[] =>
  Object.values<CommandSpec>(commands).map(({ name, summary, argument, options }) => ({
    name,
    summary,
    options: [...Object.entries(options).map(completable), help],
    argument: argument === undefined ? { offer: "nothing" } : offerOf(argument.choices),
  }));

const offerOf = (choices: readonly string[] | undefined): Offer =>
  choices === undefined ? { offer: "hosts" } : { offer: "words", words: choices };

function completable([key, spec]: [string, CommandSpec["options"][string]]): Completable {
  const { flags, description, value } = spec;
  const option = { names: namesOf(flags), description };
  if (value === undefined) return option;
  if (value.choices !== undefined)
    return { ...option, value: { offer: "words", words: value.choices } };
  if (key === "host") return { ...option, value: { offer: "hosts" } };
  if (key === "interface") return { ...option, value: { offer: "interfaces" } };
  return { ...option, value: { offer: "nothing" } };
}
