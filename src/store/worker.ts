/** The thread that the history is read and written in: nothing that a disk does holds up a probe. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import Database from "libsql";
import { asHalfopenError, HalfopenError } from "../errors.ts";
import {
  type Db,
  fileIn,
  isDamage,
  isFull,
  moveAside,
  openDatabase,
  prepareFolder,
} from "./database.ts";
import { History } from "./history.ts";
import { HistoryReader } from "./history-reader.ts";
import {
  type Batch,
  type FromWorker,
  numbersPerSample,
  type ToWorker,
  type WorkerStart,
} from "./messages.ts";
import type { RawSample } from "./sample-codec.ts";
import type { WindowSummary } from "./store.ts";

const port = parentPort!;
const { directory, vantage, retention: firstRetention } = workerData as WorkerStart;
const tell = (message: FromWorker): void => port.postMessage(message);

const second = 1000;
const [hour, day] = [3600 * second, 86_400 * second];
/** Series that are looked after in one second: summed up, and freed of what is too old. */
const seriesASecond = 100;
const compactEvery = 120;

let retention = firstRetention;
let db: Db;
let history: History;
let reader: HistoryReader;
let lock: Db | undefined;
let seconds = 0;
/** Whose turn it is to be looked after. */
let turn = 0;
let ids: number[] = [];

/** One daemon to a folder: a file that stays locked for as long as this process lives. */
function takeLock(): void {
  const held = new Database(join(directory, "lock.db"), { timeout: 0 });
  try {
    held.exec("BEGIN EXCLUSIVE");
  } catch {
    held.close();
    throw new HalfopenError("STORE_IN_USE", `another monitor keeps its history in ${directory}`, {
      remedy: "stop it, or name another folder with data:",
    });
  }
  lock = held;
}

function open(): string | undefined {
  let message: string | undefined;
  try {
    db = openDatabase(directory);
    const [{ quick_check: verdict }] = db.pragma("quick_check(1)") as [{ quick_check: string }];
    if (verdict !== "ok") throw Object.assign(new Error(verdict), { code: "SQLITE_CORRUPT" });
  } catch (error) {
    if (!isDamage(error)) throw error;
    message = renew(error);
  }
  begin();
  return message;
}

function begin(): void {
  history = new History(db, vantage);
  reader = new HistoryReader(db, history.open);
  ids = history.series().map(({ id }) => id);
}

/** Moves what is damaged aside and begins anew; returns what to tell. */
function renew(error: unknown): string {
  try {
    db.close();
  } catch {
    // It is being given up anyway.
  }
  const aside = moveAside(directory, Date.now());
  db = openDatabase(directory);
  const why = error instanceof Error ? error.message : String(error);
  return `the history was damaged (${why}) and moved to ${aside}; a new one is begun`;
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
  try {
    history.keep(samplesOf(batch), batch.series, batch.changes);
    for (const [id] of batch.series) ids.push(id);
    tell({ kind: "kept", octets: octets() });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (!isDamage(error)) {
    tell({ kind: "failed", state: isFull(error) ? "full" : "failing", message });
    return;
  }
  try {
    const text = renew(error);
    begin();
    tell({ kind: "renewed", message: text });
  } catch (worse) {
    tell({ kind: "failed", state: isFull(worse) ? "full" : "failing", message });
  }
}

function octets(): number {
  return ["", "-wal"].reduce((sum, suffix) => {
    const file = fileIn(directory) + suffix;
    return sum + (existsSync(file) ? statSync(file).size : 0);
  }, 0);
}

/** What is done once a second, in small steps, beside what is asked for. */
function tend(): void {
  seconds++;
  const now = Date.now();
  try {
    history.rollUp(now);
    if (seconds % compactEvery === 0) history.compact();
    lookAfter(now);
    if (seconds % 10 === 0) history.tidy(retention, now);
  } catch (error) {
    fail(error);
  }
}

function lookAfter(now: number): void {
  const mine = ids.slice(turn, turn + seriesASecond);
  turn = turn + seriesASecond >= ids.length ? 0 : turn + seriesASecond;
  const numbers: number[] = [];
  for (const id of mine) {
    history.retain(id, retention, now);
    numbers.push(
      id,
      ...numbersOf(reader.window(id, hour, now)),
      ...numbersOf(reader.window(id, day, now)),
    );
  }
  const packed = Float64Array.from(numbers);
  port.postMessage({ kind: "windows", numbers: packed } satisfies FromWorker, [packed.buffer]);
}

const numbersOf = ({ sent, lost, p50, p95, p99 }: WindowSummary): number[] => [
  sent,
  lost,
  p50 ?? -1,
  p95 ?? -1,
  p99 ?? -1,
];

function answer(id: number, name: string, words: readonly unknown[]): void {
  try {
    const method = reader[name as "bins"] as (...words: readonly unknown[]) => unknown;
    tell({ kind: "answer", id, value: method.apply(reader, [...words]) });
  } catch (error) {
    tell({
      kind: "no-answer",
      id,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

try {
  prepareFolder(directory);
  takeLock();
  const notice = open();
  tell({
    kind: "opened",
    remembered: reader!.remembered(),
    series: history!.series().map(({ id, key }) => [id, key] as const),
    ...(notice !== undefined && { message: notice }),
  });
  const tending = setInterval(tend, second);
  port.on("message", (message: ToWorker) => {
    if (message.kind === "keep") keep(message.batch);
    else if (message.kind === "ask") answer(message.id, message.name, message.words);
    else if (message.kind === "retention") ({ retention } = message);
    else {
      clearInterval(tending);
      try {
        db.close();
        lock?.close();
      } catch {
        // What was kept is kept; the next to open it cleans up.
      }
      tell({ kind: "closed" });
      port.close();
    }
  });
} catch (error) {
  const { code, message, remedy } = asHalfopenError(error);
  tell({ kind: "refused", code, message, ...(remedy !== undefined && { remedy }) });
  port.close();
}
