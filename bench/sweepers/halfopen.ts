import { command } from "../peers/halfopen.ts";
import { differentAddresses, type Sweeper } from "./sweeper.ts";

const asFastAsItGoes = 1_000_000;

const sweep = (
  form: string,
  threads: 1 | 2,
  told: Pick<Sweeper, "rtt" | "answersIn">,
): Sweeper => ({
  name: `halfopen sweep ${form} --threads ${threads}`,
  prefixLength: 13,
  commandLine({ prefix, port }) {
    const options = `sweep ${form} --threads ${threads} --rate ${asFastAsItGoes}`;
    return [process.execPath, command, ...options.split(" "), `${prefix}:${port}`];
  },
  ...told,
});

/** Lists only what is not open: of the rest, counts and the distribution of the delays. */
export const halfopenSummed = (threads: 1 | 2): Sweeper =>
  sweep("--failed", threads, {
    rtt: "distribution, kernel's",
    answersIn: (output) => Number(/^open +(\d+)/m.exec(output)?.[1] ?? 0),
  });

/** Tells each endpoint with its delay, a line of 14 columns. */
export const halfopenListed = (threads: 1 | 2): Sweeper =>
  sweep("--csv", threads, {
    rtt: "each, kernel's",
    answersIn: (output) => differentAddresses(output, /^[^,]*,([^,]*),(?:[^,]*,){3}open,/gm),
  });
