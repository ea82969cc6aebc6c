import type { Completable, CompletableCommand, Offer } from "./model.ts";

/** The completion script of fish. */
export function fishScript(
  commands: readonly CompletableCommand[],
  programOptions: readonly Completable[],
): string {
  const names = commands.map(({ name }) => name);
  const none = `not __fish_seen_subcommand_from ${names.join(" ")} help`;
  return [
    "# halfopen completion for fish: halfopen completion fish | source",
    "complete -c halfopen -f",
    ...commands.map(({ name, summary }) =>
      complete(none, ["-a", name, "-d", quoted(summary)].join(" ")),
    ),
    complete(none, `-a help -d 'print the help of a command'`),
    complete("__fish_seen_subcommand_from help", `-a ${quoted(names.join(" "))}`),
    ...programOptions.map((option) => complete(none, optionWords(option))),
    ...commands.flatMap(commandLines),
    "",
  ].join("\n");
}

function commandLines({ name, options, argument }: CompletableCommand): string[] {
  const seen = `__fish_seen_subcommand_from ${name}`;
  const rest = words(argument);
  return [
    ...(rest === undefined ? [] : [complete(seen, `-a ${rest}`)]),
    ...options.map((option) => complete(seen, optionWords(option))),
  ];
}

const complete = (condition: string, rest: string): string =>
  `complete -c halfopen -n ${quoted(condition)} ${rest}`;

function optionWords({ names, description, value }: Completable): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  return [...flags, ...valueWords(value), "-d", quoted(description)].join(" ");
}

function valueWords(value: Offer | undefined): string[] {
  if (value === undefined) return [];
  const offered = words(value);
  return offered === undefined ? ["-x"] : ["-x", "-a", offered];
}

function words(what: Offer): string | undefined {
  switch (what.offer) {
    case "words":
      return quoted(what.words.join(" "));
    case "hosts":
      return "'(__fish_print_hostnames)'";
    case "interfaces":
      return "'(__fish_print_interfaces)'";
    case "nothing":
      return undefined;
  }
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
