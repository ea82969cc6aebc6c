import { once } from "node:events";
import { expect, test } from "vitest";
import { HalfopenError } from "../../errors.ts";
import { flawless } from "../../sweep/index.ts";
import { Score } from "./score.ts";
import type { Share, ShareReport, sweepShare } from "./share.ts";
import { sweepShares } from "./threads.ts";

/**
 * How a thread ends: with its report at once, when it is told to stop, or when it is told that it has
 * a core beside its own; with an error before it began, or without a word.
 */
type Ending = "report" | "when stopped" | "when spared" | "failed report" | "failure" | "nothing";

const reportOf = (share: number): ShareReport => ({
  score: new Score().facts(),
  finished: false,
  position: { round: 1, step: 100 + share },
  sent: 7,
  rate: 1000,
  largestGap: 0,
  check: flawless,
});

/** A program for threads that do no more than end as they are bid. */
const program = (endings: readonly Ending[]): URL => {
  const reports = endings.map((_, share) => reportOf(share));
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    const { share } = workerData.share;
    const failure = { message: "no more memory", code: "SYSTEM_CALL_FAILED", remedy: "buy some" };
    const report = ${JSON.stringify(reports)}[share];
    const end = (message) => { parentPort.postMessage(message); parentPort.close(); };
    const endOn = (word) => parentPort.on("message", (said) => {
      if (said === word) end({ is: "report", report });
    });
    switch (${JSON.stringify(endings)}[share]) {
      case "report": end({ is: "report", report }); break;
      case "when stopped": endOn("stop"); break;
      case "when spared": endOn("spare core"); break;
      case "failed report": end({ is: "report", report: { ...report, failure } }); break;
      case "failure": end({ is: "failure", failure }); break;
      case "nothing": process.exit();
    }`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
};

/** What this thread does itself, and ends as it is bid. */
const endingHere =
  (ending: Ending): typeof sweepShare =>
  async ({ share }, _outlet, _progress, stop, spareCore) => {
    if (ending === "when stopped") await once(stop, "abort");
    if (ending === "when spared") await spareCore;
    if (ending === "failure") throw new HalfopenError("SYSTEM_CALL_FAILED", "no more memory here");
    return reportOf(share);
  };

const outlet = () => Promise.resolve();

/** Shares of which the last one is swept by this thread. */
const run = (
  endings: readonly Ending[],
  cores = 2,
  here = endingHere(endings.at(-1)!),
): Promise<ShareReport[]> => {
  const shares = endings.map((_, share) => ({ share, from: { round: 1, step: share } }) as Share);
  const { signal } = new AbortController();
  const places = { program: program(endings), here, cores };
  return sweepShares(shares, places, outlet, () => {}, signal);
};

test.each<{ ending: Ending; position: unknown; failure: unknown }>([
  // It had sent before it failed: where it was is known.
  {
    ending: "failed report",
    position: { round: 1, step: 100 },
    failure: { message: "no more memory", code: "SYSTEM_CALL_FAILED", remedy: "buy some" },
  },
  // It could not begin: all of its share is still to do.
  {
    ending: "failure",
    position: { round: 1, step: 0 },
    failure: { message: "no more memory", code: "SYSTEM_CALL_FAILED", remedy: "buy some" },
  },
  // Nobody knows what it sent.
  {
    ending: "nothing",
    position: undefined,
    failure: { message: "a thread of the sweep ended without a word" },
  },
])("a thread that ends with $ending stops the others, whose reports are kept", async (how) => {
  const { ending, position, failure } = how;
  const [failed, ...others] = await run([ending, "when stopped", "when stopped"]);
  expect(others).toEqual([reportOf(1), reportOf(2)]);
  expect(failed).toMatchObject({ finished: false, failure });
  expect(failed?.position).toEqual(position);
});

test("what this thread cannot begin stops the others, whose reports are kept", async () => {
  const [first, second, failed] = await run(["when stopped", "when stopped", "failure"]);
  expect([first, second]).toEqual([reportOf(0), reportOf(1)]);
  expect(failed).toMatchObject({
    finished: false,
    position: { round: 1, step: 2 },
    failure: { message: "no more memory here" },
  });
});

test("the last share is swept by this thread, and by none beside it", async () => {
  const here: number[] = [];
  const sweepHere: typeof sweepShare = ({ share }) => {
    here.push(share);
    return Promise.resolve(reportOf(share));
  };
  expect(await run(["report", "report", "report"], 2, sweepHere)).toEqual([0, 1, 2].map(reportOf));
  expect(here).toEqual([2]);
});

test("when none can begin, the first error is thrown", async () => {
  await expect(run(["failure", "failure"])).rejects.toMatchObject({
    code: "SYSTEM_CALL_FAILED",
    message: "no more memory",
    remedy: "buy some",
  });
});

test.each([
  { cores: 2, endings: ["report", "when spared"] },
  { cores: 2, endings: ["when spared", "report"] },
  { cores: 4, endings: ["when spared", "report", "when spared"] },
] as const)("of $endings on $cores cores, who goes on has a core beside its own", async (how) => {
  const { cores, endings } = how;
  expect(await run(endings, cores)).toEqual(endings.map((_, share) => reportOf(share)));
});
