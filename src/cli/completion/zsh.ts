import type { Completable, CompletableCommand, Offer } from "./model.ts";

/** The completion script of zsh: to be sourced after compinit, or to be a file `_halfopen` of fpath. */
export function zshScript(
  commands: readonly CompletableCommand[],
  programOptions: readonly Completable[],
): string {
  return `#compdef halfopen
# halfopen completion for zsh: source <(halfopen completion zsh), after compinit
_halfopen() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
    'help:print the help of a command'
  )
  _arguments -C -s -S \\
${programOptions.flatMap(specs).join(" \\\n")} \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $line[1] in
        help) _describe -t commands command commands ;;
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _halfopen ]]; then
  _halfopen "$@"
else
  compdef _halfopen halfopen
fi
`;
}

function commandCase({ name, options, argument }: CompletableCommand): string {
  const rest = argument.offer === "nothing" ? [] : [`    '*:argument:${action(argument)}'`];
  return [
    `        ${name})`,
    `          _arguments -s -S \\`,
    [...options.flatMap(specs), ...rest].join(" \\\n"),
    `          ;;`,
  ].join("\n");
}

/** One line for each name, each excluding the others: `'(-c --count)--count=[…]:value:'`. */
function specs({ names, description, value }: Completable): string[] {
  const others = names.length > 1 ? `(${names.join(" ")})` : "";
  const told = `[${description.replaceAll(/[[\]\\]/g, "\\$&")}]`;
  const after = value === undefined ? "" : `:value:${action(value)}`;
  return names.map((name) => {
    const equals = value !== undefined && name.startsWith("--") ? "=" : "";
    return `    ${quoted(`${others}${name}${equals}${told}${after}`)}`;
  });
}

function action(what: Offer): string {
  switch (what.offer) {
    case "words":
      return `(${what.words.join(" ")})`;
    case "hosts":
      return "_hosts";
    case "interfaces":
      return "_net_interfaces";
    case "nothing":
      return "";
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
