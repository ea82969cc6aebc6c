import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { command } from "./peers/halfopen.ts";
import type { Target } from "./target.ts";

const rounds = 20;
const ratioTarget = 2.5;
const cpuTarget = 0.5;

/** Wall-clock milliseconds from starting Node with these words to its end. */
async function timed(words: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, words, { stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`node ${words.join(" ")} ended with ${code}`);
  return performance.now() - start;
}

/** Seconds of processor, user and system, that Node takes with these words: the shell's `time`. */
async function processorSeconds(words: readonly string[]): Promise<number> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
  const all = ["-c", script, "time", process.execPath, ...words];
  const child = spawn("bash", all, { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (chunk) => (told += String(chunk)));
  await once(child, "close");
  const [user = Number.NaN, system = Number.NaN] = told
    .trim()
    .split("\n")
    .at(-1)!
    .split(" ")
    .map(Number);
  return user + system;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** What one probe costs to start, and what half a minute of them costs to run, over loopback. */
export async function startUp(): Promise<Target[]> {
  const server = createServer((socket) => socket.on("error", () => {}).destroy());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bare: number[] = [];
  const probe: number[] = [];
  // In turn, so that both meet the same moods of the machine.
  for (let round = 0; round < rounds; round++) {
    bare.push(await timed(["-e", "0"]));
    probe.push(await timed([command, "ping", "-c", "1", target]));
  }
  const ratio = median(probe) / median(bare);
  const processor = await processorSeconds([command, "ping", "-c", "30", "-i", "1s", target]);
  server.close();
  return [
    {
      promise: `one probe takes at most ${ratioTarget} times as long as \`node -e 0\``,
      measured: `${ratio.toFixed(2)} (${median(probe).toFixed(0)} ms to ${median(bare).toFixed(0)} ms)`,
      met: ratio <= ratioTarget,
    },
    {
      promise: `30 probes a second apart take at most ${cpuTarget} s of processor`,
      measured: `${processor.toFixed(2)} s`,
      met: processor <= cpuTarget,
    },
  ];
}
