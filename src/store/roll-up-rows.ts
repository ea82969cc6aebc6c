import type { Db } from "./database.ts";
import { intact } from "./faults.ts";
import { hourOf, type OpenMinute } from "./open-minutes.ts";
import { RollUp } from "./roll-up.ts";
import { OctetWriter } from "./varint.ts";

/** The roll-up that a row of minutes or hours holds. */
export const rollUpIn = (data: Uint8Array): RollUp =>
  intact("a roll-up", () => RollUp.decode(data));

/**
 * Adds minutes to the rows that there are of them and of their hours, in the transaction of whoever calls: each row is
 * read and written once, and the minutes themselves stay as they are. Of what comes after the minute `rolled`
 * there is no row yet, so none is looked for.
 */
export function addToRows(
  db: Db,
  vantage: number,
  minutes: readonly OpenMinute[],
  rolled: number,
): void {
  const minuteRows = new Rows(db, "minutes", vantage, rolled);
  const hourRows = new Rows(db, "hours", vantage, hourOf(rolled));
  // One series after the other, as the rows lie in the file.
  const ordered = minutes.toSorted(
    (one, other) => one.series - other.series || one.minute - other.minute,
  );
  for (let at = 0; at < ordered.length; ) {
    const { series, minute: first } = ordered[at]!;
    const hour = hourOf(first);
    const whole = hourRows.read(series, hour) ?? new RollUp();
    for (; at < ordered.length; at++) {
      const { series: next, minute, rollUp } = ordered[at]!;
      if (next !== series || hourOf(minute) !== hour) break;
      minuteRows.write(series, minute, minuteRows.read(series, minute)?.merge(rollUp) ?? rollUp);
      whole.merge(rollUp);
    }
    hourRows.write(series, hour, whole);
  }
}

/** What a vantage has in the table of minutes or of hours: nothing beyond the number `last`. */
class Rows {
  readonly #select;
  readonly #replace;
  readonly #vantage: number;
  readonly #last: number;
  readonly #writer = new OctetWriter();

  constructor(db: Db, table: "minutes" | "hours", vantage: number, last: number) {
    this.#select = db.prepare(
      `SELECT data FROM ${table} WHERE series = ? AND number = ? AND vantage = ?`,
    );
    this.#replace = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?)`);
    this.#vantage = vantage;
    this.#last = last;
  }

  read(series: number, number: number): RollUp | undefined {
    if (number > this.#last) return undefined;
    const row = this.#select.get(series, number, this.#vantage);
    return row === undefined ? undefined : rollUpIn((row as { data: Uint8Array }).data);
  }

  write(series: number, number: number, rollUp: RollUp): void {
    this.#replace.run(series, number, this.#vantage, rollUp.encode(this.#writer));
  }
}
