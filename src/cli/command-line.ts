import { Command, CommanderError, Option } from "commander";
import type { HalfopenError } from "../errors.ts";
import type { OptionSpec, OptionTable } from "./option-table.ts";
import { type PingOptions, pingOptions } from "./ping-options.ts";
import { type PingSettings, pingSettings, pingUsage } from "./ping-settings.ts";
import { usageError } from "./usage-error.ts";

/** What a command line asks for: a command with its settings, or a text to print. */
export type CommandLine =
  | { readonly command: "ping"; readonly settings: PingSettings }
  | { readonly command: "help" | "version"; readonly text: string };

/** What the program says of itself, and how wide it may say it. */
export type Presentation = { readonly version: string; readonly columns?: number };

/**
 * Understands the words after `halfopen`, without doing any of it. Throws USAGE or TARGET_INVALID:
 * one sentence and its remedy.
 */
export function parseCommandLine(
  words: readonly string[],
  presentation: Presentation,
): CommandLine {
  if (words.length === 0) throw noCommand();
  let result: CommandLine | undefined;
  let printed = "";
  const program = buildProgram(presentation, {
    print: (text) => {
      printed += text;
    },
    take: (commandLine) => {
      result = commandLine;
    },
  });
  try {
    program.parse(explicit(words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.version") return { command: "version", text: printed };
    if (error.exitCode === 0) return { command: "help", text: printed };
    throw refusal(
      error,
      program.commands.find((command) => command.name() === words[0]),
    );
  }
  if (result === undefined) throw noCommand();
  return result;
}

type Receiver = {
  readonly print: (text: string) => void;
  readonly take: (commandLine: CommandLine) => void;
};

/** Every command with its options; the receiver is told what the line came to. */
function buildProgram({ version, columns = 80 }: Presentation, { print, take }: Receiver): Command {
  const program = new Command("halfopen")
    .description("Is that TCP port up, and how far away is it, really?")
    .usage("<command> [options]")
    .version(version, "-V, --version", "print the version")
    .addHelpOption(helpOption("Options:"))
    .exitOverride()
    // Commander prints nothing by itself: refusals arrive as errors, and help as a text.
    .configureOutput({
      writeOut: print,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
    });
  const ping = program
    .command("ping")
    .usage("[options] <target...>")
    .description("measure the round trip to TCP ports, with half-open SYN probes")
    .argument("[target...]", "host, host:port, tcp://host:port, 192.0.2.1, [2001:db8::1]:443")
    .addHelpOption(helpOption(pingOptions.json.group))
    .addHelpText("after", pingExamples)
    .action((names: string[], options: PingOptions) => {
      take({ command: "ping", settings: pingSettings(names, options) });
    });
  addOptions(ping, pingOptions);
  return program;
}

const helpOption = (group: string) => new Option("-h, --help", "print this help").helpGroup(group);

const pingExamples = `
Durations: 200ms, 1s, 1.5 (seconds), 2m.
Exit: 0 every endpoint was up at least once, 1 some never was, 2 wrong usage,
no permission or a local error.

Examples:
  halfopen ping example.com:443
  halfopen ping -c 10 -i 200ms web.example:443 db.example:5432 --json
  halfopen --host example.com --port 443    one probe, told in full`;

function addOptions(command: Command, table: OptionTable): void {
  for (const spec of Object.values(table)) command.addOption(optionFrom(spec));
}

function optionFrom({ value, ...spec }: OptionSpec): Option {
  const otherwise = spec.otherwise === undefined ? "" : ` (default: ${spec.otherwise})`;
  const option = new Option(spec.flags, spec.description + otherwise).helpGroup(spec.group);
  if (spec.conflicts !== undefined) option.conflicts([...spec.conflicts]);
  if (value === undefined) return option;
  if (value.choices !== undefined) option.choices(value.choices);
  if (spec.default !== undefined) option.default(value.parse(spec.default), spec.default);
  return option.argParser((text) => {
    const parsed = value.parse(text);
    if (parsed !== undefined) return parsed;
    throw usageError(
      `--${option.name()} must be ${value.expected}, not ${JSON.stringify(text)}`,
      "see halfopen ping --help",
    );
  });
}

/** `halfopen --host example.com --port 443` is one probe, told in full. */
function explicit(words: readonly string[]): string[] {
  const short = /^--(host|port)(=|$)/.test(words[0] ?? "");
  if (!short) return [...words];
  const told = words.some((word) => /^(-q|--quiet|--json)$/.test(word)) ? [] : ["--verbose"];
  return ["ping", "--count", "1", ...told, ...words];
}

/** `error: unknown option '--cuont'`, and on a second line `(Did you mean --count?)`. */
function refusal(error: CommanderError, command: Command | undefined): HalfopenError {
  const [sentence = "", suggestion = ""] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const help = command === undefined ? "halfopen --help" : `halfopen ${command.name()} --help`;
  if (error.code === "commander.help") {
    return usageError("there is no help on an unknown command", "see halfopen --help");
  }
  const usage = error.code === "commander.unknownCommand" ? pingUsage : `see ${help}`;
  return usageError(
    sentence.replace(/ argument missing$/, " needs a value"),
    nearest === undefined ? usage : `did you mean ${nearest}?`,
  );
}

const noCommand = () => usageError("no command is given", pingUsage);
