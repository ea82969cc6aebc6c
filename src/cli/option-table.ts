import type { ValueKind } from "./option-values.ts";

/** One option, described once: the parser, --help, the man page and the completion all read it. */
export type OptionSpec = {
  /** `-c, --count <n>`, as commander reads it. */
  readonly flags: string;
  /** Said in --help, without a full stop. */
  readonly description: string;
  /** The heading of --help that it stands under. */
  readonly group: string;
  /** Absent for a flag. */
  readonly value?: ValueKind<unknown>;
  /** As the user would write it. */
  readonly default?: string;
  /** What happens without it, where that is no value. */
  readonly otherwise?: string;
  /** Keys of options that contradict this one. */
  readonly conflicts?: readonly string[];
};

/** What --help and the man page say of an option, with the range of its value. */
export const toldOf = ({ description, value }: OptionSpec): string =>
  value?.range === undefined ? description : `${description}, ${value.range}`;

/** The options of one command, each under the key of its value: `--source-port` is `sourcePort`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** What a command line comes to, option by option: absent when neither given nor defaulted. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly value: ValueKind<infer Value> }
    ? Table[Key] extends { readonly default: string }
      ? Value
      : Value | undefined
    : true | undefined;
};
