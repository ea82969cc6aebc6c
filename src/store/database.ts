import { accessSync, constants, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { HalfopenError } from "../errors.ts";
import { isDamage, textOf } from "./faults.ts";
import { makeFolder } from "./folder.ts";
import { migrations } from "./schema.ts";

export type Db = Database.Database;

export const fileIn = (directory: string): string => join(directory, "history.db");

/** Makes the folder of a history where there is none. */
export function prepareFolder(directory: string): void {
  try {
    makeFolder(directory);
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    throw unusable(directory, cause);
  }
}

/** Opens the history of a directory to write it, and brings it to the newest schema. */
export function openDatabase(directory: string): Db {
  let db: Db;
  try {
    db = new Database(fileIn(directory), { timeout: 5000 });
  } catch (cause) {
    if (isDamage(cause)) throw cause;
    throw unusable(directory, cause);
  }
  try {
    // Before anything is written: the file cannot be told later that it may shrink.
    db.pragma("auto_vacuum = INCREMENTAL");
    db.pragma("journal_mode = WAL");
    // What is committed survives the process; a power cut may take the last moments.
    db.pragma("synchronous = NORMAL");
    db.pragma("cache_size = -4000");
    migrate(db, directory);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens it to read, beside a daemon or without one. Throws when there is none. */
export function openToRead(directory: string): Db {
  const file = fileIn(directory);
  if (!existsSync(file)) {
    throw new HalfopenError("FILE_UNREADABLE", `there is no history in ${directory}`, {
      remedy: "name the data folder of a monitor",
    });
  }
  const db = new Database(file, { timeout: 5000 });
  db.pragma("query_only = ON");
  refuseNewer(versionOf(db), directory);
  return db;
}

function migrate(db: Db, directory: string): void {
  const version = versionOf(db);
  refuseNewer(version, directory);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

function refuseNewer(version: number, directory: string): void {
  if (version <= migrations.length) return;
  throw new HalfopenError(
    "STORE_NEWER",
    `the history in ${directory} was written by a newer halfopen (schema ${version}, this one knows ${migrations.length})`,
    { remedy: "run the newer version, or name another data folder" },
  );
}

const versionOf = (db: Db): number =>
  (db.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;

/** All of it, or nothing. */
export function transaction(db: Db, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    // SQLite itself may have rolled back already.
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Says in the file that whoever wrote it ended in good order: the last thing before it is closed. */
export function markClosed(db: Db): void {
  db.prepare("INSERT OR REPLACE INTO progress VALUES ('closed', 1)").run();
}

/** Whether that is said; from now on it is not. */
export const takeClosedMark = (db: Db): boolean =>
  db.prepare("DELETE FROM progress WHERE name = 'closed'").run().changes > 0;

/** Moves a damaged file and what belongs to it aside; returns its new name. */
export function moveAside(directory: string, now: number): string {
  const file = fileIn(directory);
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const aside = `${file}.damaged-${stamp}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

const unusable = (directory: string, cause: unknown): HalfopenError =>
  new HalfopenError("FILE_UNREADABLE", `cannot keep a history in ${directory} (${textOf(cause)})`, {
    remedy: "make it a folder that the daemon may write to, or name another with data:",
    cause,
  });
