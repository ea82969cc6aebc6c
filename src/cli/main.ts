#!/usr/bin/env node
import { readFileSync, writeSync } from "node:fs";
import { extname } from "node:path";
import { HalfopenError, reasonOf } from "../errors.ts";
import { parseCommandLine } from "./command-line.ts";
import { errorText } from "./error-text.ts";
import { ping, type Surroundings } from "./ping.ts";
import { coloured, styleFor } from "./style.ts";
import type { SweepSurroundings } from "./sweep/index.ts";

/** Whoever closes the other end of our pipe (`| head`) has seen enough; a full disk has not. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  writeSync(process.stderr.fd, errorText(outputFailed(reasonOf(error))));
  process.exit(2);
});

const outputFailed = (reason: string): HalfopenError =>
  new HalfopenError("SYSTEM_CALL_FAILED", `cannot write to standard output (${reason})`, {
    remedy: "make room where the output goes, or send it elsewhere",
  });

/**
 * A monitor runs for ever, keeps much and makes little at a time: the engine takes less memory for that with little
 * room for what is new, when it tidies up early, and when it takes nothing new for old at once (docs/adr/0014).
 */
const leanEngine = [
  "--max-semi-space-size=4",
  "--heap-growing-percent=15",
  "--no-allocation-site-pretenuring",
] as const;

const version = (): string => {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
};

async function main(words: readonly string[]): Promise<number> {
  const columns = process.stdout.columns || 80;
  const line = parseCommandLine(words, { version: version(), columns });
  switch (line.command) {
    case "ping": {
      const code = await ping(line.settings, { ...screen(), stopped: stopSignal() });
      return code === "interrupted" ? endAtOnce() : code;
    }
    // Each command is loaded when it is asked for: `ping` starts the sooner.
    case "sweep": {
      const { sweep } = await import("./sweep/index.ts");
      const stopped = stopSignal();
      const code = await sweep(line.settings, { ...listing(), stopped });
      if (code === "interrupted") return endAtOnce();
      // All is told; a name server may still be asked, and nobody waits for what it says.
      if (stopped.aborted) process.exit(code);
      return code;
    }
    case "monitor": {
      if (line.options.checkConfig !== true) {
        const { beginAnewWith, shareHeap } = await import("../net/index.ts");
        beginAnewWith(leanEngine);
        shareHeap();
      }
      const { monitor } = await import("./monitor/index.ts");
      const worker = `worker${extname(import.meta.url)}`;
      const code = await monitor(line.options, {
        ...screen(),
        version: version(),
        storeWorker: new URL(`../store/${worker}`, import.meta.url),
        configWorker: new URL(`../config/${worker}`, import.meta.url),
        dashboard: new URL("../web", import.meta.url),
      });
      // A name may still be looked up, which cannot always be broken off: nobody waits for that.
      process.exit(code);
    }
    case "init": {
      const { init } = await import("./init.ts");
      return init(line, screen());
    }
    case "export": {
      const { exportHistory } = await import("./export.ts");
      return exportHistory(line, listing());
    }
    case "backup": {
      const { backupHistory } = await import("../store/index.ts");
      backupHistory(line.data, line.file);
      return 0;
    }
    case "doctor": {
      const { doctor } = await import("./doctor/index.ts");
      return doctor(line, screen());
    }
    case "completion": {
      const { completionScript } = await import("./completion/index.ts");
      process.stdout.write(completionScript(line.shell));
      return 0;
    }
    case "help":
    case "version":
      process.stdout.write(line.text);
      return 0;
  }
}

const screen = (): Omit<Surroundings, "stopped"> => ({
  terminal: process.stdout.isTTY && process.env["TERM"] !== "dumb" ? process.stdout : undefined,
  out: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  style: styleFor(process.stdout, process.env),
});

/** For output without end: it is written as fast as it is read, and no faster. */
function listing(): Omit<SweepSurroundings, "stopped"> {
  const { stdout, stderr } = process;
  const style = styleFor(stdout, process.env);
  return {
    out: (text) =>
      new Promise((resolve) => {
        stdout.write(text, () => resolve());
      }),
    complain: (text) => void stderr.write(text),
    screen: stderr.isTTY ? stderr : undefined,
    style,
    colours: style === coloured,
    // From here, because all of the command but its worker threads is one file when it is built.
    worker: new URL(`./sweep/worker${extname(import.meta.url)}`, import.meta.url),
  };
}

/** Standard input or a name server is still waited for, and every other end would wait with it. */
function endAtOnce(): number {
  process.kill(process.pid, "SIGINT");
  return 1;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Ctrl-C and SIGTERM end a run in good order; a second one, of either, ends the program. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const stopNow = () => {
    for (const signal of signals) process.off(signal, stopNow);
    stop.abort();
  };
  for (const signal of signals) process.on(signal, stopNow);
  return stop.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  writeSync(process.stderr.fd, errorText(error));
  // What was opened before it failed may keep the loop alive, and nobody waits for that.
  process.exit(2);
}
