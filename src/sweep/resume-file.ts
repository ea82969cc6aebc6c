import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { HalfopenError, reasonOf } from "../errors.ts";
import { type KnownNames, isKnownNames } from "./name-table.ts";

/** How far one share of a sweep has come, as plain data. */
export type SavedPosition = {
  readonly round: number;
  readonly step: number;
  /** Earlier steps whose endpoints were not sent to yet. */
  readonly deferred?: readonly number[];
  /** How many endpoints of this round nothing has answered for. */
  readonly unanswered?: number;
  /** The words of a `Bitmap`: the steps of this share, counted by themselves, that were answered. */
  readonly answered?: Uint32Array;
};

/** What an interrupted sweep leaves, so that another run can do the rest and nothing twice. */
export type ResumeState = {
  /** Names the order of the visits. */
  readonly seed: number;
  /** Of the space: the same endpoints in the same order. */
  readonly fingerprint: string;
  /** SYNs to an endpoint at the most. */
  readonly tries: number;
  /** One of each thread; the rest is shared among as many. */
  readonly shares: readonly SavedPosition[];
  /** What its names stand for; absent where it has none. */
  readonly names?: KnownNames;
  /** What else the writer wants back, as JSON can hold it: counts, distributions. */
  readonly carried?: unknown;
};

const format = "halfopen-resume";
const version = 2;
const mostShares = 64;

/** The sweep that is to go on, as it knows itself. */
export type ResumedSweep = Pick<ResumeState, "fingerprint" | "tries"> & {
  /** How many endpoints, and how many rows of names. */
  readonly size: number;
  readonly rows: number;
};

/**
 * Writes the file in one step: whoever looks sees the one before or all of this one, never a part.
 * Throws FILE_UNREADABLE when it cannot be written.
 */
export async function writeResumeFile(path: string, state: ResumeState): Promise<void> {
  const shares = state.shares.map(({ answered, ...position }) =>
    answered === undefined ? position : { ...position, answered: packed(answered) },
  );
  const names = state.names && {
    families: packed(state.names.families),
    words: packed(state.names.words),
  };
  const text = `${JSON.stringify({ format, version, ...state, shares, names })}\n`;
  const unfinished = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    {
      await using file = await open(unfinished, "wx", 0o644);
      await file.writeFile(text);
      await file.sync();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw new HalfopenError("FILE_UNREADABLE", `cannot write ${path}: ${reasonOf(cause)}`, {
      remedy: "name a file in a directory that you may write to, with --resume-file",
      cause,
    });
  }
}

/**
 * Reads what `writeResumeFile` wrote. Throws FILE_UNREADABLE when there is no such file, and
 * RESUME_REFUSED for a file of another kind, another version or another sweep than `sweep`.
 */
export async function readResumeFile(path: string, sweep: ResumedSweep): Promise<ResumeState> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new HalfopenError("FILE_UNREADABLE", `cannot read ${path}: ${reasonOf(cause)}`, {
      remedy: "give the file that an interrupted sweep named when it ended",
      cause,
    });
  });
  const found = parsed(text);
  if (found?.["format"] !== format) {
    throw refused(`${path} is not a resume file`, "give the file that an interrupted sweep wrote");
  }
  if (found["version"] !== version) {
    throw refused(
      `${path} is a resume file of another version of halfopen`,
      "finish that sweep with the version that began it, or start it again",
    );
  }
  const state = stateIn(found);
  if (state === undefined) throw damaged(path);
  if (state.fingerprint !== sweep.fingerprint) {
    throw refused(
      `${path} belongs to another sweep: its targets, ports or exclusions were not these`,
      "give the same targets, -p, -4, -6 and --exclude-file as the sweep that wrote it",
    );
  }
  if (state.tries !== sweep.tries) {
    throw refused(
      `${path} belongs to a sweep with -c ${state.tries}`,
      `give -c ${state.tries} here too`,
    );
  }
  if (!fits(state, sweep)) throw damaged(path);
  return state;
}

/** Whether such a sweep can have come to this state. */
function fits({ shares, names }: ResumeState, { tries, size, rows }: ResumedSweep): boolean {
  if (rows > 0 && (names === undefined || !isKnownNames(names, rows))) return false;
  const words = Math.ceil(Math.ceil(size / shares.length) / 32);
  return shares.every(
    ({ round, step, deferred = [], answered }) =>
      round >= 1 &&
      round <= tries + 1 &&
      step < size + shares.length &&
      deferred.every((one) => one < size) &&
      (answered === undefined ? round === 1 || tries === 1 : answered.length === words),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function stateIn(found: Fields): ResumeState | undefined {
  const { seed, fingerprint, tries, shares, names, carried } = found;
  if (!isCount(seed) || !isCount(tries) || typeof fingerprint !== "string") return undefined;
  if (!Array.isArray(shares)) return undefined;
  const positions = shares.map(positionIn).filter((position) => position !== undefined);
  if (positions.length === 0 || positions.length < shares.length) return undefined;
  if (positions.length > mostShares) return undefined;
  const state = { seed, fingerprint, tries, shares: positions, carried };
  if (names === undefined) return state;
  const known = namesIn(names);
  return known && { ...state, names: known };
}

function namesIn(value: unknown): KnownNames | undefined {
  const { families, words } = fieldsOf(value) ?? {};
  const known = unpacked(families);
  const addresses = wordsIn(words);
  return known && addresses && { families: known, words: addresses };
}

function positionIn(value: unknown): SavedPosition | undefined {
  const { round, step, deferred = [], unanswered = 0, answered } = fieldsOf(value) ?? {};
  if (!isCount(round) || !isCount(step) || !isCount(unanswered)) return undefined;
  if (!Array.isArray(deferred) || !deferred.every(isCount)) return undefined;
  const position = { round, step, deferred, unanswered };
  if (answered === undefined) return position;
  const words = wordsIn(answered);
  return words && { ...position, answered: words };
}

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null ? (value as Fields) : undefined;

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** Most words are all ones or all zeros, wherever the sweep was interrupted. */
const packed = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): string =>
  deflateRawSync(new Uint8Array(buffer, byteOffset, byteLength)).toString("base64");

function unpacked(text: unknown): Uint8Array | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return new Uint8Array(inflateRawSync(Buffer.from(text, "base64")));
  } catch {
    return undefined;
  }
}

function wordsIn(text: unknown): Uint32Array | undefined {
  const octets = unpacked(text);
  if (octets === undefined || octets.length % 4 !== 0) return undefined;
  return new Uint32Array(octets.buffer);
}

const damaged = (path: string): HalfopenError =>
  refused(`${path} is damaged, and cannot be gone on from`, "start the sweep again");

const refused = (message: string, remedy: string): HalfopenError =>
  new HalfopenError("RESUME_REFUSED", message, { remedy });
