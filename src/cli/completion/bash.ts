import type { Completable, CompletableCommand, Offer } from "./model.ts";

/** The completion script of bash (4.4 or newer), which needs no bash-completion beside it. */
export function bashScript(
  commands: readonly CompletableCommand[],
  programOptions: readonly Completable[],
): string {
  const names = commands.map(({ name }) => name);
  return `# halfopen completion for bash: source <(halfopen completion bash)
_halfopen() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  # Bash takes --option=value apart into three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = && COMP_CWORD -ge 2 ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  local command=
  if (( COMP_CWORD > 1 )); then command=\${COMP_WORDS[1]}; fi
  case $command in --host|--port) command=ping ;; esac
  COMPREPLY=()
  case $command in
    ''|help)
      _halfopen_words "${names.join(" ")} help ${allNames(programOptions)}"
      ;;
${commands.map(commandCase).join("\n")}
  esac
}

_halfopen_words() {
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

complete -F _halfopen halfopen
`;
}

function commandCase({ name, options, argument }: CompletableCommand): string {
  const values = options.flatMap(({ names, value }) =>
    value === undefined ? [] : [`        ${names.join("|")}) ${action(value)}; return ;;`],
  );
  const byValue = values.length === 0 ? [] : [`      case $previous in`, ...values, `      esac`];
  return [
    `    ${name})`,
    ...byValue,
    `      case $current in`,
    `        -*) _halfopen_words "${allNames(options)}" ;;`,
    `        *) ${action(argument)} ;;`,
    `      esac`,
    `      ;;`,
  ].join("\n");
}

function action(what: Offer): string {
  switch (what.offer) {
    case "words":
      return `_halfopen_words "${what.words.join(" ")}"`;
    case "hosts":
      return `COMPREPLY=($(compgen -A hostname -- "$current"))`;
    case "interfaces":
      return `_halfopen_words "$(ls /sys/class/net 2>/dev/null)"`;
    case "nothing":
      return ":";
  }
}

const allNames = (options: readonly Completable[]): string =>
  options.flatMap(({ names }) => names).join(" ");
