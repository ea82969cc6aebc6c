import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { Namespace } from "./namespaces.ts";
import { readPcap, type CapturedPacket } from "./pcap.ts";

export type CaptureOptions = {
  /** The interface to listen on: the namespace's end of the wire unless another is named (`any`, `lo`). */
  readonly device?: string;
  /** In the language of pcap-filter(7): `tcp port 443`. */
  readonly filter?: string;
};

export interface Capture {
  /** Ends the capture and returns its packets, oldest first; throws when the kernel dropped any. */
  stop(): Promise<CapturedPacket[]>;
}

const statistics =
  /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped/;

/** Resolves when tcpdump really listens in the namespace, so nothing sent after that is missed. */
export async function startCapture(
  namespace: Namespace,
  options: CaptureOptions = {},
): Promise<Capture> {
  const { device = namespace.device, filter = "" } = options;
  const settings = "--time-stamp-precision=nano --immediate-mode -U -s 512 -B 32768 -Z root -w -";
  const child = namespace.spawn("tcpdump", ["-n", "-i", device, ...settings.split(" "), filter]);
  const file: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => file.push(chunk));
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream })[
    Symbol.asyncIterator
  ]();
  /** The next line of tcpdump's that matches. */
  const untilLine = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const seen: string[] = [];
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const match = pattern.exec(line.value);
      if (match) return match;
      seen.push(line.value);
    }
    throw new Error(`tcpdump ended early: ${seen.join("; ")}`);
  };
  await untilLine(/listening on/);

  /** SIGINT would leave unread what is still in the ring; SIGUSR1 tells how much that is. */
  const drained = async (): Promise<void> => {
    for (let before = -1; ; await setTimeout(20)) {
      child.kill("SIGUSR1");
      const [captured = 0, received = 0, dropped = 0] = (await untilLine(statistics))
        .slice(1)
        .map(Number);
      if (dropped > 0) throw new Error(`the capture missed ${dropped} packets`);
      // On loopback each packet is received twice and written once: there, standing still must do.
      if (captured >= received || captured === before) return;
      before = captured;
    }
  };

  return {
    async stop() {
      await drained();
      const ended = once(child, "close");
      child.kill("SIGINT");
      await ended;
      return readPcap(Buffer.concat(file));
    },
  };
}
