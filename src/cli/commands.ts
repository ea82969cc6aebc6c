import { doctorOptions } from "./doctor-options.ts";
import { backupOptions, exportOptions, initOptions, monitorOptions } from "./monitor-options.ts";
import type { OptionTable } from "./option-table.ts";
import { pingOptions } from "./ping-options.ts";
import { sweepOptions } from "./sweep-options.ts";

/** One command, described once: the parser, --help, the man page and the completion all read it. */
export type CommandSpec = {
  readonly name: string;
  /** What stands after the name in the usage line. */
  readonly usage: string;
  /** Said in the list of commands, without a full stop. */
  readonly summary: string;
  readonly argument?: ArgumentSpec;
  readonly options: OptionTable;
  /** How values are written. */
  readonly notes?: string;
  readonly exits: readonly Exit[];
  readonly examples: readonly Example[];
};

export type ArgumentSpec = {
  /** `[target...]`, as commander reads it. */
  readonly flags: string;
  readonly description: string;
  /** The only values there are, where they are few; without them it is a host. */
  readonly choices?: readonly string[];
};

export type Exit = { readonly code: 0 | 1 | 2; readonly when: string };
export type Example = { readonly line: string; readonly what?: string };

export const programName = "halfopen";
export const programSummary = "Is that TCP port up, and how far away is it, really?";

/** What stands after the name instead of a command: one probe, told in full. */
export const shortForm = "--host <host> [--port <port>]";

/** Where completion can be had for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const ping: CommandSpec = {
  name: "ping",
  usage: "[options] <target...>",
  summary: "measure the round trip to TCP ports, with half-open SYN probes",
  argument: {
    flags: "[target...]",
    description: "host, host:port, tcp://host:port, 192.0.2.1, [2001:db8::1]:443",
  },
  options: pingOptions,
  notes: "Durations: 500us, 200ms, 1s, 1.5 (seconds), 2m, 1h.",
  exits: [
    { code: 0, when: "every endpoint was up at least once" },
    { code: 1, when: "some never was" },
    {
      code: 2,
      when: "wrong usage, no permission, or an endpoint that this machine could never send to",
    },
  ],
  examples: [
    { line: "halfopen ping example.com:443" },
    { line: "halfopen ping -c 10 -i 200ms web.example:443 db.example:5432 --json" },
    { line: "halfopen --host example.com --port 443", what: "one probe, told in full" },
  ],
};

const sweep: CommandSpec = {
  name: "sweep",
  usage: "[options] <target...>",
  summary: "ask very many endpoints once, and tell which are open and how far away",
  argument: {
    flags: "[target...]",
    description: "host, host:port, 198.51.100.0/24, 198.51.100.0/24:22,443, [2001:db8::/120]:443",
  },
  options: sweepOptions,
  notes:
    "Durations: 500us, 200ms, 1s, 1.5 (seconds), 2m, 1h. Ctrl-C sums up and writes the resume file; another ends at once.",
  exits: [
    { code: 0, when: "every endpoint is open" },
    { code: 1, when: "some is not, or was not asked before the sweep was interrupted" },
    {
      code: 2,
      when: "wrong usage, a wrong line, no permission, a local error, or drops that may hide answers",
    },
  ],
  examples: [
    { line: "sudo halfopen sweep -f targets.txt" },
    { line: "sudo halfopen sweep -p 22,443 198.51.100.0/24 --json" },
    { line: "sudo halfopen sweep -f inventory.txt -c 3 --failed", what: "who is down" },
  ],
};

const doctor: CommandSpec = {
  name: "doctor",
  usage: "[options]",
  summary: "tell whether this machine can measure well, and what to do where not",
  options: doctorOptions,
  exits: [
    { code: 0, when: "the method syn works here" },
    { code: 1, when: "only connect does" },
    { code: 2, when: "neither does, or wrong usage" },
  ],
  examples: [
    { line: "sudo halfopen doctor" },
    { line: "halfopen doctor --json", what: "for programs" },
  ],
};

const completion: CommandSpec = {
  name: "completion",
  usage: "<shell>",
  summary: "print the completion script of a shell",
  argument: { flags: "[shell]", description: "bash, zsh or fish", choices: shells },
  options: {},
  exits: [
    { code: 0, when: "it is printed" },
    { code: 2, when: "wrong usage" },
  ],
  examples: [
    { line: "source <(halfopen completion bash)", what: "in ~/.bashrc" },
    { line: "source <(halfopen completion zsh)", what: "in ~/.zshrc, after compinit" },
    { line: "halfopen completion fish | source", what: "in ~/.config/fish/config.fish" },
  ],
};

const monitor: CommandSpec = {
  name: "monitor",
  usage: "[options]",
  summary: "keep asking, keep everything, and tell when it matters",
  options: monitorOptions,
  exits: [
    { code: 0, when: "stopped by SIGTERM or Ctrl-C, or the configuration is good" },
    { code: 2, when: "the configuration is wrong, no permission, or a local error" },
  ],
  examples: [
    { line: "halfopen init" },
    { line: "halfopen monitor --check-config --config halfopen.yaml" },
    { line: "sudo halfopen monitor --config halfopen.yaml" },
  ],
};

const init: CommandSpec = {
  name: "init",
  usage: "[options] [file]",
  summary: "write a configuration to start from",
  argument: { flags: "[file]", description: "halfopen.yaml unless named; - is standard output" },
  options: initOptions,
  exits: [
    { code: 0, when: "it is written" },
    { code: 2, when: "the file is there already, or cannot be written" },
  ],
  examples: [{ line: "halfopen init" }, { line: "halfopen init -", what: "to look at it" }],
};

const exportCommand: CommandSpec = {
  name: "export",
  usage: "--data <folder> [options]",
  summary: "print what a monitor has kept, also while it runs",
  options: exportOptions,
  exits: [
    { code: 0, when: "all of it is printed" },
    { code: 2, when: "there is no history or no such target, or wrong usage" },
  ],
  examples: [
    { line: "halfopen export --data /var/lib/halfopen --from -1h" },
    { line: "halfopen export --data /var/lib/halfopen --what incidents --format csv" },
  ],
};

const backup: CommandSpec = {
  name: "backup",
  usage: "--data <folder> <file>",
  summary: "make a consistent copy of a history, also while its monitor runs",
  argument: { flags: "[file]", description: "the copy, a file that does not exist yet" },
  options: backupOptions,
  exits: [
    { code: 0, when: "the copy is made" },
    { code: 2, when: "it cannot be made, or wrong usage" },
  ],
  examples: [{ line: "halfopen backup --data /var/lib/halfopen history-copy.db" }],
};

/** Every command, in the order in which --help names them. */
export const commands = {
  ping,
  sweep,
  monitor,
  init,
  export: exportCommand,
  backup,
  doctor,
  completion,
} as const;

/** The long and the short name of an option, without its value: `["-c", "--count"]`. */
export const namesOf = (flags: string): string[] =>
  flags.split(", ").map((flag) => flag.split(" ")[0]!);
