import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJson, startHalfopen } from "../cli/halfopen.ts";
import {
  createLab,
  halfOpenEntries,
  type Lab,
  type Namespace,
  startListener,
  whyNoLab,
} from "../lab/index.ts";

const missing = whyNoLab();

/** Lines of the namespace's list of packet sockets (packet(7)), without its heading. */
const packetSockets = (namespace: Namespace): number =>
  namespace.run("cat", ["/proc/net/packet"]).trim().split("\n").length - 1;

/** Whether every one of these ports can be bound by whoever comes next. */
function bindAll(namespace: Namespace, ports: readonly number[]): string {
  const script = `
    const { createServer } = require("node:net");
    const bind = (port) => new Promise((resolve, reject) => {
      createServer().on("error", reject).listen({ host: "${namespace.address4}", port }, resolve);
    });
    Promise.all(${JSON.stringify(ports)}.map(bind)).then(() => process.stdout.write("bound"), (error) => process.stdout.write(error.code)).finally(() => process.exit());`;
  return namespace.run(process.execPath, ["-e", script]);
}

describe.skipIf(missing)(`however it ends, nothing stays behind ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    lab.target.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        "add rule inet f i tcp dport 445 drop",
    ]);
    await startListener(lab.target, { port: 443 });
  });
  afterAll(() => lab[Symbol.dispose]());

  const signals = ["SIGINT", "SIGTERM"] as const;
  const cases = signals.flatMap((signal) => [
    { signal, port: 443, options: [], code: 0, counter: "open" as const },
    { signal, port: 444, options: [], code: 1, counter: "closed" as const },
    { signal, port: 444, options: ["--closed-is-up"], code: 0, counter: "closed" as const },
  ]);

  test.each(cases)("$signal, port $port $options: exit $code", async (one) => {
    const { signal, port, options, code, counter } = one;
    const target = `${lab.target.address4}:${port}`;
    const words = ["ping", "-i", "20ms", "--json", ...options, target];
    const running = startHalfopen(words, { within: lab.prober });
    for (let probes = 0; probes < 3; probes++) await running.line(/"event":"probe"/);
    expect(packetSockets(lab.prober)).toBe(1);
    running.child.kill(signal);

    const ended = await running.ended;
    const { probes, summaries } = readJson(ended.stdout);
    expect(ended.code).toBe(code);
    expect(summaries).toHaveLength(1);
    const { unanswered = 0 } = summaries[0]!;
    const sent = probes.length + unanswered;
    expect(summaries[0]).toMatchObject({ sent, [counter]: probes.length });
    expect(ended.stdout.trimEnd().split("\n").at(-1)).toContain('"event":"summary"');
    expect(packetSockets(lab.prober)).toBe(0);
    expect(bindAll(lab.prober, [...new Set(probes.map((probe) => probe.source!.port))])).toBe(
      "bound",
    );
    expect(halfOpenEntries(lab.target)).toEqual([]);
  });

  test.each(signals)(
    "%s while a probe is unanswered: it was sent, and is told apart from what was lost",
    async (signal) => {
      const words = ["ping", "-v", "-W", "1h", `${lab.target.address4}:445`];
      const running = startHalfopen(words, { within: lab.prober });
      await running.line(/SYN sent/);
      running.child.kill(signal);
      const { code, stdout } = await running.ended;
      expect(code).toBe(1);
      expect(stdout).toContain(`no longer waiting for ${lab.target.address4}:445: index=1`);
      expect(stdout).toContain("1 probe sent, 0 open, 1 still unanswered when stopped, time ");
      // A busy machine may say that it was late; of the probe itself there is nothing to warn of.
      const warnings = stdout.split("\n").filter((line) => line.startsWith("warning: "));
      expect(warnings.filter((line) => !/left late/.test(line))).toEqual([]);
      expect(packetSockets(lab.prober)).toBe(0);
    },
  );

  test("killed without a chance to tidy up, the kernel does it", async () => {
    const words = ["ping", "-i", "10ms", "--json", lab.target.address4];
    const running = startHalfopen(words, { within: lab.prober });
    const line = await running.line(/"event":"probe"/);
    const { probes } = readJson(line);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(packetSockets(lab.prober)).toBe(0);
    expect(bindAll(lab.prober, [probes[0]!.source!.port])).toBe("bound");
    expect(halfOpenEntries(lab.target)).toEqual([]);
  });
});
