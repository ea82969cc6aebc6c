import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMissing } from "../../../test/support/missing.ts";
import { type CommandSpec, commands, namesOf, type Shell, shells } from "../commands.ts";
import { completionScript } from "./index.ts";

/*
 * The scripts run in the real shells: a script that only looks right is worth nothing.
 */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "halfopen-completion-"));
  for (const shell of shells) writeFileSync(join(folder, shell), completionScript(shell));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...words: string[]): string =>
  execFileSync(command, words, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, TERM: "dumb" },
    timeout: 20_000,
  });

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** A line as readline takes it apart: at spaces, and around each equals sign. */
const wordsOf = (line: string): string[] => line.split(/ |(?==)|(?<==)(?=.)/);

/** What bash offers for the last of these words. */
function bash(line: string): string[] {
  const script = `source "$1"; COMP_WORDS=("\${@:2}"); COMP_CWORD=$(($# - 2)); _halfopen
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(
    run("bash", "--norc", "-c", script, "bash", join(folder, "bash"), ...wordsOf(line)),
  );
}

const fish = (line: string): string[] =>
  linesOf(
    run(
      "fish",
      "--no-config",
      "-c",
      'source $argv[1]; complete -C "$argv[2]"',
      join(folder, "fish"),
      line,
    ),
  ).map((offer) => offer.split("\t")[0]!);

/**
 * What zsh offers: completion works only in its line editor, so one runs on a pseudo-terminal, and
 * tells all that its completers add.
 */
function zsh(line: string): string[] {
  const found = join(folder, "found");
  const inner = join(folder, "inner");
  writeFileSync(found, "");
  writeFileSync(
    inner,
    `autoload -Uz compinit; compinit -C -u -d ${folder}/dump
source ${folder}/zsh
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  print -rl -- $hits >> ${found}
  builtin compadd "$@"
}
tell() { BUFFER=$LINE_TO_COMPLETE; CURSOR=$#BUFFER; zle complete-word; BUFFER=; zle -M ''; print finished }
zle -N complete-word complete-word
zle -C complete-word complete-word _main_complete
zle -N tell
bindkey '^X' tell
print prepared
`,
  );
  const outer = `zmodload zsh/zpty
zpty shell "LINE_TO_COMPLETE='$1' zsh -f -i"
zpty -w shell "source ${inner}"
zpty -r -m shell seen '*prepared*'
zpty -w -n shell $'\\x18'
zpty -r -m shell seen '*finished*'
zpty -d shell`;
  run("zsh", "-f", "-c", outer, "zsh", line);
  return linesOf(readFileSync(found, "utf8"));
}

const offers: Record<Shell, (line: string) => string[]> = { bash, zsh, fish };

const longNames = (spec: CommandSpec): string[] =>
  Object.values(spec.options)
    .flatMap(({ flags }) => namesOf(flags))
    .filter((name) => name.startsWith("--"));

describe.each(shells.filter((shell) => !isMissing(shell)))("completion in %s", (shell) => {
  const offered = (line: string) => offers[shell](line);

  test("every command", () => {
    expect(offered("halfopen ")).toEqual(
      expect.arrayContaining([...Object.keys(commands), "help"]),
    );
  });

  test.each(Object.values<CommandSpec>(commands))("every option of $name", (spec) => {
    const names = [...longNames(spec), "--help"];
    expect(offered(`halfopen ${spec.name} --`).toSorted()).toEqual(names.toSorted());
  });

  const words = [
    "halfopen ping --method ",
    "halfopen ping example.com --method=",
    "halfopen ping -6 --method ",
  ];
  test.each(words)("%s: the methods", (line) => {
    const methods = offered(line).map((word) => word.replace("--method=", ""));
    expect(methods.toSorted()).toEqual(["auto", "connect", "syn"]);
  });

  test("a host, where there is no command", () => {
    expect(offered("halfopen --").toSorted()).toEqual(["--help", "--host", "--port", "--version"]);
  });

  test("only what fits what is written already", () => {
    expect(offered("halfopen ping --method con")).toEqual(["connect"]);
  });

  test("the shells", () => {
    expect(offered("halfopen completion ").toSorted()).toEqual(["bash", "fish", "zsh"]);
  });

  test("the interfaces of this machine", () => {
    const up = Object.keys(networkInterfaces());
    expect(offered("halfopen ping -I ")).toEqual(expect.arrayContaining(up));
  });

  test("nothing where only the user knows", () => {
    expect(offered("halfopen ping --count ")).toEqual([]);
  });
});
