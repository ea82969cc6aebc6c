import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ResumeState, readResumeFile, writeResumeFile } from "./resume-file.ts";

const deflated = (octets: Uint8Array): string => deflateRawSync(octets).toString("base64");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "halfopen-resume-"));
});
afterAll(() => rm(folder, { recursive: true }));

const sweep = { fingerprint: "00112233445566778899aabbccddeeff", tries: 3, size: 180, rows: 2 };
const state: ResumeState = {
  fingerprint: sweep.fingerprint,
  tries: sweep.tries,
  seed: 4_000_000_000,
  shares: [
    { round: 1, step: 150, deferred: [5, 7], unanswered: 2 },
    { round: 2, step: 1, deferred: [], unanswered: 0, answered: Uint32Array.of(1, 0xffffffff, 0) },
  ],
  names: { families: Uint8Array.of(6, 1), words: Uint32Array.of(1, 2, 3, 4, 0, 0, 0, 0) },
  carried: { open: 3, groups: [{ outcome: "open", rtt: { sum: 1.5 } }] },
};

describe("what is written", () => {
  test("is read again", async () => {
    const file = path.join(folder, "kept.resume");
    await writeResumeFile(file, state);
    expect(await readResumeFile(file, sweep)).toEqual(state);
  });

  test("takes the place of what was there, and leaves nothing else behind", async () => {
    const place = path.join(folder, "alone");
    const file = `${place}.resume`;
    await writeFile(file, "something longer than what comes".repeat(100));
    await writeResumeFile(file, state);
    expect((await readResumeFile(file, sweep)).seed).toBe(state.seed);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("is small where most endpoints ended alike", async () => {
    const file = path.join(folder, "million.resume");
    const answered = new Uint32Array(1_000_000 / 32).fill(0xffffffff, 0, 20_000);
    await writeResumeFile(file, { ...state, shares: [{ round: 1, step: 0, answered }] });
    expect((await readFile(file)).length).toBeLessThan(1000);
    const [share] = (await readResumeFile(file, { ...sweep, size: 1_000_000 })).shares;
    expect(share?.answered).toEqual(answered);
  });

  test("where nothing can be written is refused", async () => {
    const file = path.join(folder, "missing", "file.resume");
    await expect(writeResumeFile(file, state)).rejects.toThrow(
      expect.objectContaining({
        code: "FILE_UNREADABLE",
        message: `cannot write ${file}: no such file or directory`,
      }),
    );
  });
});

describe("what is refused, in one sentence each", () => {
  const names = { families: deflated(Uint8Array.of(4, 1)), words: deflated(new Uint8Array(32)) };
  const written = {
    format: "halfopen-resume",
    version: 2,
    ...state,
    names,
    shares: [{ round: 1, step: 0 }],
  };
  const bits = (words: number) => deflated(new Uint8Array(words * 4));
  const damaged = "is damaged, and cannot be gone on from";
  test.each([
    ["junk", "\0\u0001junk", "is not a resume file"],
    ["nothing", "", "is not a resume file"],
    ["a half", JSON.stringify(written).slice(0, 80), "is not a resume file"],
    ["other JSON", '{"event":"probe"}', "is not a resume file"],
    ["JSON that is no object", "null", "is not a resume file"],
    [
      "another version",
      { ...written, version: 1 },
      "is a resume file of another version of halfopen",
    ],
    [
      "another sweep",
      { ...written, fingerprint: "ffeeddccbbaa99887766554433221100" },
      "belongs to another sweep: its targets, ports or exclusions were not these",
    ],
    ["another -c", { ...written, tries: 1 }, "belongs to a sweep with -c 1"],
    ["no share", { ...written, shares: [] }, damaged],
    ["a share that is none", { ...written, shares: [7] }, damaged],
    ["a step before the first", { ...written, shares: [{ round: 1, step: -1 }] }, damaged],
    ["a wrong list", { ...written, shares: [{ round: 1, step: 1, deferred: ["a"] }] }, damaged],
    ["wrong bits", { ...written, shares: [{ round: 2, step: 1, answered: "%%" }] }, damaged],
    ["too few bits", { ...written, shares: [{ round: 2, step: 1, answered: bits(5) }] }, damaged],
    ["too many bits", { ...written, shares: [{ round: 2, step: 1, answered: bits(7) }] }, damaged],
    ["no bits in a later round", { ...written, shares: [{ round: 2, step: 1 }] }, damaged],
    ["a round after the last", { ...written, shares: [{ round: 5, step: 1 }] }, damaged],
    ["a step beyond the end", { ...written, shares: [{ round: 1, step: 182 }] }, damaged],
    [
      "an endpoint beyond the end",
      { ...written, shares: [{ round: 1, step: 1, deferred: [180] }] },
      damaged,
    ],
    [
      "too many shares",
      { ...written, shares: Array.from({ length: 65 }, () => ({ round: 1, step: 0 })) },
      damaged,
    ],
    ["no names", { ...written, names: undefined }, damaged],
    [
      "other names",
      { ...written, names: { ...names, families: deflated(Uint8Array.of(4)) } },
      damaged,
    ],
    [
      "a wrong family",
      { ...written, names: { ...names, families: deflated(Uint8Array.of(4, 7)) } },
      damaged,
    ],
    ["no seed", { ...written, seed: undefined }, damaged],
  ])("%s", async (_, content, message) => {
    const file = path.join(folder, "refused.resume");
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    await expect(readResumeFile(file, sweep)).rejects.toThrow(
      expect.objectContaining({ code: "RESUME_REFUSED", message: `${file} ${message}` }),
    );
  });

  test("a missing file", async () => {
    const file = path.join(folder, "never-written");
    await expect(readResumeFile(file, sweep)).rejects.toThrow(
      expect.objectContaining({
        code: "FILE_UNREADABLE",
        message: `cannot read ${file}: no such file or directory`,
      }),
    );
  });
});
