import { expect, test } from "vitest";
import type { Outcome, ProbeEvent, ProbeResult } from "../../probe/index.ts";
import { nanoseconds } from "../../units.ts";
import { Collector } from "../collector.ts";
import { Board } from "./board.ts";

const named = ["a", "b", "c", "d"].map((host, n) => ({
  target: `${host}.example:443`,
  endpoint: { address: `192.0.2.${n + 1}`, family: 4, port: 443 } as const,
}));

function probe(row: number, index: number, outcome: Outcome, rttMs = 10): ProbeEvent {
  const facts = { endpoint: named[row]!.endpoint, index, method: "syn", clock: "kernel" } as const;
  const rtt = nanoseconds(rttMs * 1e6);
  return {
    event: "probe",
    result: { ...facts, outcome, rtt, reply: {} } as unknown as ProbeResult,
  };
}

/** Each endpoint's outcomes, second by second. */
function boardAfter(outcomes: readonly (readonly Outcome[])[], closedIsUp = false): Board {
  const collector = new Collector(named);
  const board = new Board([...collector.places], ["nowhere.example:443"], { closedIsUp });
  for (const [row, list] of outcomes.entries()) {
    for (const [second, outcome] of list.entries()) {
      const { result, ...event } = probe(row, second + 1, outcome, 10 + row) as never as {
        event: "probe";
        result: { rtt?: unknown };
      };
      if (outcome === "timeout") delete result.rtt;
      const told = { ...event, result } as unknown as ProbeEvent;
      collector.take(told);
      board.take(told, second);
    }
  }
  return board;
}

test("two failures in a row are down, one is loss; a name without an address is down for ever", () => {
  const board = boardAfter([
    ["open", "open", "timeout"],
    ["open", "timeout", "timeout"],
    ["open", "open", "open"],
  ]);
  expect(board.worst(9, 2).map(({ target, state }) => `${target} ${state}`)).toEqual([
    "b.example:443 timeout",
    "nowhere.example:443 error",
    "a.example:443 timeout",
    "c.example:443 open",
    "d.example:443 waiting",
  ]);
  expect(board.totals(2)).toEqual({
    endpoints: 5,
    up: 2,
    down: 2,
    sent: 9,
    loss: 3 / 9,
    seconds: 2,
  });
});

test("what never was up is down with its first failure", () => {
  const [worst] = boardAfter([["open"], ["timeout"], ["open"], ["open"]]).worst(1, 0);
  expect(worst?.target).toBe("b.example:443");
});

test("a RST is a failure, unless closed is up", () => {
  const outcomes: Outcome[][] = [["closed", "closed"], ["open"], ["open"], ["open"]];
  expect(boardAfter(outcomes).totals(1)).toMatchObject({ up: 3, down: 2 });
  expect(boardAfter(outcomes, true).totals(1)).toMatchObject({ up: 4, down: 1 });
});

test("a row has the last delay, also after a loss, and the percentiles", () => {
  const row = boardAfter([["open", "timeout"]])
    .worst(5, 1)
    .find(({ target }) => target === "a.example:443");
  expect(row).toMatchObject({ sent: 2, loss: 0.5, last: 10e6, p50: 10e6, p99: 10e6 });
});
