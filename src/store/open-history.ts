import { existsSync } from "node:fs";
import { HalfopenError } from "../errors.ts";
import { openToRead } from "./database.ts";
import { HistoryReader } from "./history-reader.ts";

/** A history that is only read, beside the monitor that writes it or without one. */
export type OpenHistory = Disposable & { readonly reader: HistoryReader };

/** Throws FILE_UNREADABLE when there is none, STORE_NEWER when this version cannot read it. */
export function openHistory(directory: string): OpenHistory {
  const db = openToRead(directory);
  return { reader: new HistoryReader(db), [Symbol.dispose]: () => void db.close() };
}

/** A consistent copy in a new file, while the monitor goes on writing. Throws FILE_UNREADABLE. */
export function backupHistory(directory: string, file: string): void {
  if (existsSync(file)) {
    throw new HalfopenError("FILE_UNREADABLE", `${file} is there already`, {
      remedy: "name a file that does not exist yet",
    });
  }
  const db = openToRead(directory);
  try {
    db.pragma("query_only = OFF");
    db.prepare("VACUUM INTO ?").run(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HalfopenError("FILE_UNREADABLE", `cannot write the copy to ${file} (${why})`, {
      remedy: "make room, or name a file in a folder that may be written to",
      cause,
    });
  } finally {
    db.close();
  }
}
