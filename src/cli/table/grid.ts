import type { Style } from "../style.ts";
import { fit } from "./width.ts";

/** One column of a table: what it is called, how wide it is, and what stands in it. */
export type Column<Row> = {
  readonly heading: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly cell: (row: Row) => string;
  /** How the cell of a row looks; plain where absent. */
  readonly look?: (row: Row) => keyof Style | undefined;
};

/** The headings and below them the rows, cell for cell. */
export function gridLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
): string[] {
  const headings = columns.map(({ heading, width, align }) => fit(heading, width, align));
  return [
    style.faint(headings.join(" ").trimEnd()),
    ...rows.map((row) => line(columns, row, style)),
  ];
}

function line<Row>(columns: readonly Column<Row>[], row: Row, style: Style): string {
  const cells = columns.map(({ width, align, cell, look }) => {
    const text = fit(cell(row), width, align);
    const name = look?.(row);
    return name === undefined ? text : style[name](text);
  });
  return cells.join(" ").trimEnd();
}
