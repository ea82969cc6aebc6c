import { Command, CommanderError, Option } from "commander";
import type { HalfopenError } from "../errors.ts";
import {
  type CommandSpec,
  commands,
  namesOf,
  programName,
  programSummary,
  shortForm,
  type Shell,
  shells,
} from "./commands.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import { helpNotes } from "./help-notes.ts";
import type {
  BackupOptions,
  ExportOptions,
  InitOptions,
  MonitorOptions,
} from "./monitor-options.ts";
import { type OptionSpec, toldOf } from "./option-table.ts";
import type { PingOptions } from "./ping-options.ts";
import { type PingSettings, pingSettings, pingUsage } from "./ping-settings.ts";
import type { SweepOptions } from "./sweep-options.ts";
import { type SweepSettings, sweepSettings } from "./sweep-settings.ts";
import { usageError } from "./usage-error.ts";

/** What a command line asks for: a command with its settings, or a text to print. */
export type CommandLine =
  | { readonly command: "ping"; readonly settings: PingSettings }
  | { readonly command: "sweep"; readonly settings: SweepSettings }
  | { readonly command: "monitor"; readonly options: MonitorOptions }
  | { readonly command: "init"; readonly file: string; readonly force: boolean }
  | { readonly command: "export"; readonly data: string; readonly options: ExportOptions }
  | { readonly command: "backup"; readonly data: string; readonly file: string }
  | { readonly command: "doctor"; readonly json: boolean }
  | { readonly command: "completion"; readonly shell: Shell }
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
    // `halfopen pign --help` is to be told of pign, not of everything.
    const heard = isCommandLike(words[0]!) ? words.slice(0, 1) : explicit(words);
    program.parse(heard, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.version") return { command: "version", text: printed };
    if (error.exitCode === 0) return { command: "help", text: printed };
    throw refusal(
      error,
      words,
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
  const program = new Command(programName)
    .description(programSummary)
    .usage("<command> [options]")
    .version(version, "-V, --version", "print the version")
    .addHelpOption(helpOption("Options:"))
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText(
      "after",
      `\nWithout a command, one probe, told in full:\n  ${programName} ${shortForm}`,
    )
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    // Commander prints nothing by itself: refusals arrive as errors, and help as a text.
    .configureOutput({
      writeOut: print,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
    });
  addCommand(program, commands.ping).action((names: string[], options: PingOptions) => {
    take({ command: "ping", settings: pingSettings(names, options) });
  });
  addCommand(program, commands.sweep).action((names: string[], options: SweepOptions) => {
    take({ command: "sweep", settings: sweepSettings(names, options) });
  });
  addCommand(program, commands.monitor).action((options: MonitorOptions) => {
    take({ command: "monitor", options });
  });
  addCommand(program, commands.init).action((file: string | undefined, { force }: InitOptions) => {
    take({ command: "init", file: file ?? "halfopen.yaml", force: force ?? false });
  });
  addCommand(program, commands.export).action((options: ExportOptions) => {
    take({ command: "export", data: required(options.data, "export"), options });
  });
  addCommand(program, commands.backup).action(
    (file: string | undefined, { data }: BackupOptions) => {
      if (file === undefined)
        throw usageError("no file for the copy is named", "see halfopen backup --help");
      take({ command: "backup", data: required(data, "backup"), file });
    },
  );
  addCommand(program, commands.doctor).action(({ json }: DoctorOptions) => {
    take({ command: "doctor", json: json ?? false });
  });
  addCommand(program, commands.completion).action((name: string | undefined) => {
    take({ command: "completion", shell: knownShell(name) });
  });
  return program;
}

function required(data: string | undefined, command: string): string {
  if (data !== undefined) return data;
  throw usageError(
    "--data is missing: the data folder of a monitor",
    `see halfopen ${command} --help`,
  );
}

const helpOption = (group: string) => new Option("-h, --help", "print this help").helpGroup(group);

function addCommand(program: Command, spec: CommandSpec): Command {
  const options = Object.values(spec.options);
  const command = program
    .command(spec.name)
    .usage(spec.usage)
    .description(spec.summary)
    .addHelpOption(helpOption(options.at(-1)?.group ?? "Options:"))
    .addHelpText("after", helpNotes(spec));
  if (spec.argument) command.argument(spec.argument.flags, spec.argument.description);
  for (const option of options) command.addOption(optionFrom(option, spec.name));
  return command;
}

function knownShell(name: string | undefined): Shell {
  const shell = shells.find((one) => one === name);
  if (shell !== undefined) return shell;
  throw usageError(
    name === undefined ? "no shell is named" : `there is no completion for ${JSON.stringify(name)}`,
    "usage: halfopen completion bash, or zsh, or fish",
  );
}

function optionFrom({ value, ...spec }: OptionSpec, command: string): Option {
  const otherwise = spec.otherwise === undefined ? "" : ` (default: ${spec.otherwise})`;
  const told = toldOf({ ...spec, ...(value && { value }) }) + otherwise;
  const option = new Option(spec.flags, told).helpGroup(spec.group);
  if (spec.conflicts !== undefined) option.conflicts([...spec.conflicts]);
  if (value === undefined) return option;
  if (value.choices !== undefined) option.choices(value.choices);
  if (spec.default !== undefined) option.default(value.parse(spec.default), spec.default);
  return option.argParser((text, before: unknown) => {
    const parsed = value.parse(text);
    if (parsed !== undefined) {
      return before === undefined || value.gather === undefined
        ? parsed
        : value.gather(before, parsed);
    }
    throw usageError(
      `--${option.name()} must be ${value.expected}, not ${JSON.stringify(text)}`,
      `see halfopen ${command} --help`,
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
function refusal(
  error: CommanderError,
  words: readonly string[],
  command: Command | undefined,
): HalfopenError {
  const [sentence = "", suggestion = ""] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const help = command === undefined ? "halfopen --help" : `halfopen ${command.name()} --help`;
  if (error.code === "commander.help") {
    return usageError("there is no help on an unknown command", "see halfopen --help");
  }
  if (error.code === "commander.excessArguments") {
    return usageError(
      `${command?.name() ?? programName} takes ${argumentsOf(command)}`,
      `see ${help}`,
    );
  }
  const usage = error.code === "commander.unknownCommand" ? pingUsage : `see ${help}`;
  const meant = command === undefined && nearest === undefined && isPing(words);
  const guess = meant ? `${programName} ping ${words.join(" ")}` : nearest;
  return usageError(
    sentence.replace(/ argument missing$/, " needs a value"),
    guess === undefined ? usage : `did you mean ${guess}?`,
  );
}

const argumentsOf = (command: Command | undefined): string =>
  command?.registeredArguments[0] === undefined ? "no arguments" : "one argument, and no more";

const isCommandLike = (word: string): boolean =>
  !word.startsWith("-") && word !== "help" && !Object.hasOwn(commands, word);

/** Whether these words are those of `ping`, without its name: its options, and a target. */
function isPing(words: readonly string[]): boolean {
  const names = Object.values<OptionSpec>(commands.ping.options).flatMap((one) =>
    namesOf(one.flags),
  );
  const targets = words.filter((word) => /^\[|[^-.:]+[.:]|^localhost$/.test(word));
  const options = words
    .filter((word) => word.startsWith("-"))
    .map((word) => word.split("=", 1)[0]!);
  return targets.length > 0 && options.every((option) => names.includes(option));
}

const noCommand = () => usageError("no command is given", pingUsage);
