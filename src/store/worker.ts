/** The thread that the history is read and written in: nothing that a disk does holds up a probe. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import Database from "libsql";
import { asHalfopenError, HalfopenError } from "../errors.ts";
import {
  type Db,
  fileIn,
  markClosed,
  moveAside,
  openDatabase,
  prepareFolder,
  takeClosedMark,
} from "./database.ts";
import { damage, isBusy, isDamage, isFull, textOf } from "./faults.ts";
import { History } from "./history.ts";
import { HistoryReader } from "./history-reader.ts";
import {
  type Batch,
  type FromWorker,
  numbersPerSample,
  type ToWorker,
  type Work,
  type WorkerStart,
} from "./messages.ts";
import type { RawSample } from "./sample-codec.ts";
import type { Remembered } from "./store.ts";
import { Upkeep } from "./upkeep.ts";

const port = parentPort!;
const { directory, vantage, retention: firstRetention } = workerData as WorkerStart;
const tell = (message: FromWorker): void => port.postMessage(message);

const second = 1000;

type Opened = {
  readonly db: Db;
  readonly history: History;
  readonly reader: HistoryReader;
  readonly upkeep: Upkeep;
  /** As it was when it was opened. */
  readonly remembered: Remembered;
};

let retention = firstRetention;
/** Undefined while a history that was damaged could not be begun anew. */
let opened: Opened | undefined;
/** What is to be told of a file that was moved aside. */
let moved: string | undefined;
let lock: Db | undefined;
/** The next step of rolling up, where one is not enough. */
let nextStep: NodeJS.Immediate | undefined;

/** One daemon to a folder: a file that stays locked for as long as this process lives. */
function takeLock(): void {
  const file = join(directory, "lock.db");
  let held: Db | undefined;
  try {
    held = new Database(file, { timeout: 0 });
    held.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    held?.close();
    if (!isBusy(error)) throw unlockable(file, error);
    throw new HalfopenError("STORE_IN_USE", `another monitor keeps its history in ${directory}`, {
      remedy: "stop it, or name another folder with data:",
    });
  }
  lock = held;
}

const unlockable = (file: string, cause: unknown): HalfopenError =>
  new HalfopenError("FILE_UNREADABLE", `cannot lock ${file} (${textOf(cause)})`, {
    remedy:
      "remove it, which does no harm while no monitor runs, or name another folder with data:",
    cause,
  });

/** Opens the history, and begins a new one where it is damaged. */
function open(): Opened {
  try {
    return (opened = openOnce());
  } catch (error) {
    if (!isDamage(error)) throw error;
    return renew(error);
  }
}

function openOnce(): Opened {
  const db = openDatabase(directory);
  try {
    if (!takeClosedMark(db)) check(db);
    const history = new History(db, vantage);
    const reader = new HistoryReader(db, history.open);
    const upkeep = new Upkeep(history, reader, retention);
    return { db, history, reader, upkeep, remembered: reader.remembered() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Throws when anything in the file is not in order. That goes through all of it, before anything is probed. */
function check(db: Db): void {
  const [{ quick_check: verdict }] = db.pragma("quick_check(1)") as [{ quick_check: string }];
  if (verdict !== "ok") throw damage(verdict.replaceAll(/\s+/g, " "));
}

/** Moves what is damaged aside and begins anew. */
function renew(error: unknown): Opened {
  const damaged = opened;
  opened = undefined;
  try {
    damaged?.db.close();
  } catch {
    // It is being given up anyway.
  }
  const aside = moveAside(directory, Date.now());
  moved = `the history was damaged (${textOf(error)}) and moved to ${aside}; a new one is begun`;
  return (opened = openOnce());
}

/** What is to be told of a file that was moved aside since this was asked last. */
function takeMoved(): string | undefined {
  const message = moved;
  moved = undefined;
  return message;
}

function samplesOf({ samples, first }: Batch): RawSample[] {
  return Array.from({ length: samples.length / numbersPerSample }, (_, n) => {
    const at = n * numbersPerSample;
    return {
      series: samples[at]!,
      sequence: first + n,
      microseconds: samples[at + 1]!,
      kind: samples[at + 2]!,
      rtt: samples[at + 3]!,
    };
  });
}

function keep(batch: Batch): void {
  doing("batch", ({ history, upkeep }) => {
    const samples = samplesOf(batch);
    history.keep({ ...batch, samples });
    for (const [id] of batch.series) upkeep.follow(id);
    for (const { series } of samples) upkeep.follow(series);
    tell({ kind: "kept", octets: octets() });
  });
}

function tend(): void {
  doing("upkeep", (history) => {
    const numbers = history.upkeep.tend(Date.now());
    port.postMessage({ kind: "windows", numbers } satisfies FromWorker, [
      numbers.buffer as ArrayBuffer,
    ]);
    catchUp(history);
  });
}

/** Rolls up the rest, one step in each turn: what is asked for, or is to be kept, waits for no more than that. */
function catchUp({ upkeep }: Opened): void {
  clearImmediate(nextStep);
  if (!upkeep.isBehind) return;
  nextStep = setImmediate(() =>
    doing("upkeep", (history) => {
      history.upkeep.rollUp(Date.now());
      catchUp(history);
    }),
  );
}

/** Works on the history; what goes wrong is told, and a damaged one replaced. */
function doing(work: Work, task: (history: Opened) => void): void {
  try {
    const history = opened ?? open();
    const message = takeMoved();
    // Another was begun, late: the work at hand is done in it.
    if (message !== undefined) tell({ kind: "renewed", work: "upkeep", message });
    task(history);
  } catch (error) {
    fail(work, error);
  }
}

function fail(work: Work, error: unknown): void {
  let why = error;
  if (isDamage(error)) {
    try {
      renew(error);
      tell({ kind: "renewed", work, message: takeMoved()! });
      return;
    } catch (worse) {
      why = worse;
    }
  }
  tell({ kind: "failed", work, state: isFull(why) ? "full" : "failing", message: textOf(why) });
}

function octets(): number {
  return ["", "-wal"].reduce((sum, suffix) => {
    const file = fileIn(directory) + suffix;
    return sum + (existsSync(file) ? statSync(file).size : 0);
  }, 0);
}

function answer(id: number, name: string, words: readonly unknown[]): void {
  try {
    if (opened === undefined) throw new Error("a damaged history could not be begun anew");
    const { reader } = opened;
    const method = reader[name as "bins"] as (...words: readonly unknown[]) => unknown;
    tell({ kind: "answer", id, value: method.apply(reader, [...words]) });
  } catch (error) {
    tell({ kind: "no-answer", id, message: textOf(error) });
  }
}

function keepFor(changed: typeof retention): void {
  retention = changed;
  if (opened !== undefined) opened.upkeep.retention = changed;
}

function close(): void {
  try {
    if (opened !== undefined) {
      markClosed(opened.db);
      opened.db.close();
    }
    lock?.close();
  } catch {
    // What was kept is kept; the next to open it cleans up.
  }
  tell({ kind: "closed" });
  port.close();
}

try {
  prepareFolder(directory);
  takeLock();
  const { remembered, history } = open();
  const message = takeMoved();
  tell({
    kind: "opened",
    remembered,
    series: history.series().map(({ id, key }) => [id, key] as const),
    ...(message !== undefined && { message }),
  });
  const tending = setInterval(tend, second);
  port.on("message", (heard: ToWorker) => {
    if (heard.kind === "keep") keep(heard.batch);
    else if (heard.kind === "ask") answer(heard.id, heard.name, heard.words);
    else if (heard.kind === "retention") keepFor(heard.retention);
    else {
      clearInterval(tending);
      clearImmediate(nextStep);
      close();
    }
  });
} catch (error) {
  const { code, message, remedy } = asHalfopenError(error);
  tell({ kind: "refused", code, message, ...(remedy !== undefined && { remedy }) });
  port.close();
}
