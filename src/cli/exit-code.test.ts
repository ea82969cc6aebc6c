import { expect, test } from "vitest";
import { Tally } from "../stats/index.ts";
import { exitCode } from "./exit-code.ts";

const counted = (counts: Partial<Tally>) => ({ tally: Object.assign(new Tally(), counts) });
const open = counted({ sent: 3, open: 1, timeout: 2 });
const closed = counted({ sent: 3, closed: 3 });
const silent = counted({ sent: 3, timeout: 3 });
const unreachable = counted({ sent: 3, unreachable: 3 });
const unsent = counted({ error: 3 });
const sometimesUnsent = counted({ sent: 1, timeout: 1, error: 2 });

test.each([
  ["open at least once", [open], false, 0],
  ["open, though some could not be sent", [counted({ sent: 1, open: 1, error: 1 })], false, 0],
  ["every endpoint open", [open, open], false, 0],
  ["never an answer", [silent], false, 1],
  ["closed", [closed], false, 1],
  ["closed, and that is up", [closed], true, 0],
  ["unreachable", [unreachable], true, 1],
  ["one of two never up", [open, silent], false, 1],
  ["interrupted before the first probe", [counted({})], false, 1],
  ["late only", [counted({ sent: 1, timeout: 1, late: 1 })], false, 1],
  ["this machine could never send", [unsent], false, 2],
  ["this machine could not send to one of two", [open, unsent], false, 2],
  ["a local error beside a timeout", [sometimesUnsent], false, 1],
] as const)("%s", (_, summaries, closedIsUp, expected) => {
  expect(exitCode(summaries, { closedIsUp })).toBe(expected);
});
