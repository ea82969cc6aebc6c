import type { Clock } from "../../clock.ts";
import { HalfopenError } from "../../errors.ts";
import { defaultRing, KernelLink, openClock, openConnector } from "../../net/index.ts";
import { ConnectProber, type Prober, type SelfCheck, SynProber } from "../../probe/index.ts";
import { type Check, notOk, ok } from "./check.ts";
import {
  connectLoopback,
  listenOn,
  type Listener,
  type LoopbackRun,
  probeLoopback,
} from "./loopback.ts";
import type { RingReading } from "./ring.ts";

/** What probing ourselves came to. */
export type SelfProbe = {
  readonly runs: readonly LoopbackRun[];
  /** Why raw sockets could not be opened, where they could not. */
  readonly refusal?: HalfopenError;
  readonly ring?: RingReading;
  readonly clockSteps: number;
  readonly lateSends: number;
};

/** Probes listeners of our own over loopback, with every method and both families. Never throws for a network's sake. */
export async function probeOurselves(clock: Clock): Promise<SelfProbe> {
  const listeners = [await listenOn(4), await listenOn(6)].filter((one) => one !== undefined);
  try {
    const syn = await probeWith(listeners, () => {
      return new SynProber(new KernelLink({ ownResets: true }), openClock());
    });
    const connected = await probeWith(listeners, () => {
      const own = openClock();
      return new ConnectProber(openConnector(own), own);
    });
    const plain: LoopbackRun[] = [];
    for (const { endpoint } of listeners) plain.push(await connectLoopback(clock, endpoint));

    const checks = [syn, connected].map(({ check }) => check).filter((one) => one !== undefined);
    const { blockSize, blocks } = defaultRing;
    const drops = syn.check?.ringDrops;
    return {
      runs: [...syn.runs, ...connected.runs, ...plain],
      ...(syn.refusal !== undefined && { refusal: syn.refusal }),
      ...(drops !== undefined && { ring: { octets: blockSize * blocks, blocks, drops } }),
      clockSteps: Math.max(0, ...checks.map((check) => check.clockSteps)),
      lateSends: checks.reduce((total, check) => total + check.lateSends, 0),
    };
  } finally {
    for (const listener of listeners) await listener[Symbol.asyncDispose]();
  }
}

type Probed = {
  readonly runs: readonly LoopbackRun[];
  readonly check?: SelfCheck;
  readonly refusal?: HalfopenError;
};

async function probeWith(listeners: readonly Listener[], open: () => Prober): Promise<Probed> {
  const runs: LoopbackRun[] = [];
  try {
    await using prober = open();
    for (const { endpoint } of listeners) runs.push(await probeLoopback(prober, endpoint));
    return { runs, check: prober.selfCheck() };
  } catch (error) {
    return { runs, refusal: asHalfopenError(error) };
  }
}

function asHalfopenError(error: unknown): HalfopenError {
  if (error instanceof HalfopenError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new HalfopenError("SYSTEM_CALL_FAILED", message, { cause: error });
}

/** The best method by which a probe of ourselves was answered. */
export function worksOf(runs: readonly LoopbackRun[]): "syn" | "connect" | "none" {
  const answered = (method: LoopbackRun["method"]) =>
    runs.some((run) => run.method === method && run.answered > 0);
  if (answered("syn")) return "syn";
  return answered("connect") ? "connect" : "none";
}

/** One late probe in so many is told, and no more than told: waking up takes its time. */
const tolerated = 20;

export function checkSelfProbe({ runs, lateSends }: SelfProbe): Check {
  const name = "self-probe";
  const own = runs.filter(({ method }) => method !== "net.connect");
  const seen = own.map(
    ({ method, family, sent, answered }) =>
      `${method} over IPv${family}: ${answered} of ${sent} answered`,
  );
  const total = own.reduce((sum, run) => sum + run.sent, 0);
  if (lateSends > 0) {
    seen.push(
      `${lateSends} of ${total} left more than 5 ms late (a warning above ${Math.floor(total / tolerated)})`,
    );
  }
  if (worksOf(runs) === "none") {
    return notOk(
      name,
      "failed",
      own.length === 0 ? "nothing can listen on 127.0.0.1 or ::1" : seen,
      "see that the interface lo is up, and that no firewall drops what passes it",
    );
  }
  if (own.some(({ sent, answered }) => answered < sent)) {
    const remedy =
      "see that no firewall drops what passes lo, and that this machine is not overloaded";
    return notOk(name, "warning", seen, remedy);
  }
  if (lateSends * tolerated > total) {
    return notOk(name, "warning", seen, "take load from this machine");
  }
  return ok(name, ...seen);
}
