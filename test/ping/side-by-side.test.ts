import { expect, test } from "vitest";
import { answeredOf, readJson, startHalfopen } from "../cli/halfopen.ts";
import { createLab, halfOpenEntries, startListener, whyNoLab } from "../lab/index.ts";

const missing = whyNoLab();
const ten = Array.from({ length: 10 }, (_, number) => number);

test.skipIf(missing).each([4, 6] as const)(
  `ten at once to one endpoint never take each other's replies, IPv%i ${missing ?? ""}`,
  async (family) => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    const target = family === 4 ? lab.target.address4 : lab.target.address6;
    const running = ten.map(() =>
      startHalfopen(["ping", "-i", "10ms", "--json", target], { within: lab.prober }),
    );
    // From the moment when all have begun until they are told to stop, all ten run.
    await Promise.all(running.map((one) => one.line(/"event":"probe"/)));
    await Promise.all(
      running.map(async (one) => {
        for (let more = 0; more < 25; more++) await one.line(/"event":"probe"/);
      }),
    );
    for (const { child } of running) child.kill("SIGINT");
    const ended = await Promise.all(running.map((one) => one.ended));

    const sequences = new Set<number>();
    const flows = new Set<string>();
    let total = 0;
    for (const { code, stdout } of ended) {
      expect(code).toBe(0);
      const probes = answeredOf(stdout);
      const { summaries } = readJson(stdout);
      expect(probes.map((probe) => probe.index)).toEqual(probes.map((_, index) => index + 1));
      for (const { outcome, reply, sequence = 0, source } of probes) {
        expect(outcome).toBe("open");
        expect(reply.acknowledgment).toBe((sequence + 1) >>> 0);
        sequences.add(sequence);
        flows.add(`${source?.port}`);
      }
      const all = probes.length;
      expect(all).toBeGreaterThanOrEqual(26);
      expect(summaries).toEqual([
        expect.objectContaining({ open: all, duplicate: 0, late: 0, rejected: {} }),
      ]);
      const { sent, unanswered = 0 } = summaries[0]!;
      expect(sent).toBe(all + unanswered);
      total += all;
    }
    expect(sequences.size).toBe(total);
    expect(halfOpenEntries(lab.target)).toEqual([]);
  },
);
