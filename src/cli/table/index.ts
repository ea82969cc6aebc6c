export { Board, type Watched } from "./board.ts";
export { labelOf } from "./label.ts";
export { LiveTable, type Terminal } from "./live-table.ts";
export { summaryTable } from "./summary-table.ts";
