import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Runs a script on a history, beside whoever has it open, as another program would: `db` is open, `file` its name. */
export function meddle(directory: string, script: string): void {
  const head = `const D = require("libsql"), fs = require("fs"), file = process.argv[1]; const db = new D(file, { timeout: 5000 });`;
  const file = join(directory, "history.db");
  execFileSync(process.execPath, ["-e", `${head} ${script}; db.close();`, file]);
}

/** Makes junk of everything but the first page; whoever has read the file before reads it anew. */
export function spoil(directory: string): void {
  meddle(
    directory,
    `while (db.pragma("wal_checkpoint(TRUNCATE)")[0].busy !== 0);
    const descriptor = fs.openSync(file, "r+");
    const size = fs.fstatSync(descriptor).size - 4096;
    fs.writeSync(descriptor, Buffer.alloc(size, 0x5a), 0, size, 4096);
    db.exec("PRAGMA user_version = " + db.prepare("PRAGMA user_version").get().user_version)`,
  );
}
