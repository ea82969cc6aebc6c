import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { z } from "zod";
import type { Namespace } from "../lab/index.ts";
import { lineSchema } from "../schema/json.ts";

/** The program as it is installed: what `npm test` built. */
export const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export type Ended = {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Where = {
  /** The namespace to run in; without one, this machine's own: loopback only. */
  readonly within?: Namespace;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which it is taken to hang, and killed. */
  readonly patience?: number;
  /** To write its standard input; without it there is none. */
  readonly stdin?: "pipe";
};

/** A halfopen that runs as a child process. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves with the next line on standard output that matches; rejects when it ends before. */
  line(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Few tests need this long: beyond it the program hangs, and is killed. */
const usualPatience = 25_000;

/** Starts any command, in the namespace when one is named. */
export function startCommand(command: string, words: readonly string[], where: Where): Running {
  const { within, env = {}, patience = usualPatience, stdin = "ignore" } = where;
  const options: SpawnOptions = {
    stdio: [stdin, "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...env },
    timeout: patience,
    killSignal: "SIGKILL",
  };
  const child = within ? within.spawn(command, words, options) : spawn(command, words, options);
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]!.setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    ...written,
  }));
  const lines = createInterface({ input: child.stdout! });
  return {
    child,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (line: string) => {
          if (!pattern.test(line)) return;
          lines.off("line", look);
          resolve(line);
        };
        lines.on("line", look);
        void ended.then(({ stderr }) => reject(new Error(`ended without ${pattern}: ${stderr}`)));
      }),
  };
}

/** Starts halfopen with these words after its name. */
export const startHalfopen = (words: readonly string[], where: Where = {}): Running =>
  startCommand(process.execPath, [program, ...words], where);

/** Runs halfopen to its end. Words may be given as one text, separated by spaces. */
export const halfopen = (words: string | readonly string[], where: Where = {}): Promise<Ended> =>
  startHalfopen(typeof words === "string" ? split(words) : words, where).ended;

const split = (words: string): string[] => words.split(" ").filter((word) => word !== "");

/**
 * How a refusal must end: one sentence and below it what to do, exit code 2, nothing on standard
 * output, no stack trace.
 */
export const refusal = (sentence: string | RegExp, remedy: string | RegExp): Ended => ({
  code: 2,
  stdout: "",
  stderr: expect.stringMatching(
    new RegExp(`^halfopen: ${sourceOf(sentence)}\\n {2}${sourceOf(remedy)}\\n$`),
  ) as string,
});

const sourceOf = (text: string | RegExp): string =>
  text instanceof RegExp ? text.source : text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

type Line = z.infer<typeof lineSchema>;
export type ProbeLine = Extract<Line, { event: "probe" }>;
export type AnsweredLine = Extract<ProbeLine, { method: "syn"; outcome: "open" | "closed" }>;
export type SummaryLine = Extract<Line, { event: "summary" }>;

/** What `--json` printed, every line held against the schema. */
export function readJson(stdout: string): { probes: ProbeLine[]; summaries: SummaryLine[] } {
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => lineSchema.parse(JSON.parse(line)));
  return {
    probes: lines.filter((line) => line.event === "probe"),
    summaries: lines.filter((line) => line.event === "summary"),
  };
}

/** The probes of a run in which each must have been answered over raw SYNs. */
export function answeredOf(stdout: string): AnsweredLine[] {
  return readJson(stdout).probes.map((probe) => {
    if (probe.method === "syn" && (probe.outcome === "open" || probe.outcome === "closed")) {
      return probe;
    }
    throw new Error(`not answered: ${JSON.stringify(probe)}`);
  });
}
