import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, program, readJson, refusal, startCommand } from "../cli/halfopen.ts";
import { createLab, type Lab, whyNoLab } from "../lab/index.ts";
import { type RunningPeer, scenarioNamed, startPeer } from "../lab/peer/index.ts";

const missing = whyNoLab({ alsoNeeds: ["setpriv"] });
const nobody = "--reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all";

const expectAllOpen = ({ code, stdout }: Ended): void => {
  const { probes, summaries } = readJson(stdout);
  expect(code).toBe(0);
  expect(probes).toHaveLength(6);
  for (const probe of probes) expect(probe).toMatchObject({ method: "connect", outcome: "open" });
  expect(summaries.map(({ sent, open }) => [sent, open])).toEqual([
    [3, 3],
    [3, 3],
  ]);
};

describe.skipIf(missing)(`the installed program, run by an ordinary user ${missing ?? ""}`, () => {
  let lab: Lab;
  let peer: RunningPeer;
  beforeAll(async () => {
    lab = createLab();
    peer = await startPeer(lab, scenarioNamed("open"));
  });
  afterAll(() => lab[Symbol.dispose]());

  const halfopen = (...words: string[]): Promise<Ended> => {
    const ping = [program, "ping", "-c", "3", "-i", "20ms", ...words];
    const command = [...nobody.split(" "), process.execPath, ...ping];
    return startCommand("setpriv", command, { within: lab.prober }).ended;
  };
  const targets = () => [peer.address4, `[${peer.address6}]:443`];

  test("auto falls back, and says once what it took and why", async () => {
    const ended = await halfopen("--json", ...targets());
    expectAllOpen(ended);
    expect(ended.stderr).toMatch(
      /^halfopen: probing with the connect method, because syn is refused: .*CAP_NET_RAW\n$/,
    );
  });

  test("connect needs no privilege, and has nothing to say about it", async () => {
    const ended = await halfopen("--json", "--method", "connect", ...targets());
    expectAllOpen(ended);
    expect(ended.stderr).toBe("");
  });

  test("syn refuses, with its remedy", async () => {
    const ended = await halfopen("--method", "syn", ...targets());
    expect(ended).toEqual(refusal(/.*CAP_NET_RAW/, /.*sudo.*/));
  });
});
