import { spawn } from "node:child_process";
import { reasonOf } from "../errors.ts";
import { DeliveryError, type Delivery, type Send } from "./delivery.ts";
import { headline, namedIn } from "./message.ts";

const mostOutput = 2000;

/** Runs a program, without a shell; what is told is in its words and, as JSON, on its standard input. */
export const sendCommand: Send<"command"> = (channel, delivery, signal) =>
  new Promise((resolve, reject) => {
    const [program = "", ...words] = channel.run.map((word) => filled(word, delivery));
    const child = spawn(program, words, {
      stdio: ["pipe", "ignore", "pipe"],
      // A group of its own: what it starts is ended with it.
      detached: true,
      env: {
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        HALFOPEN_ID: delivery.id,
      },
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (said.length < mostOutput) said += text;
    });
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    };
    signal.addEventListener("abort", stop, { once: true });
    child.once("error", (error: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", stop);
      reject(new DeliveryError(`${program} cannot be started (${reasonOf(error)})`));
    });
    child.once("close", (code, killedBy) => {
      signal.removeEventListener("abort", stop);
      if (code === 0) return resolve();
      const how = signal.aborted
        ? "took too long"
        : killedBy === null
          ? `ended with ${code}`
          : `was ended by ${killedBy}`;
      const why = said.trim() === "" ? "" : `: ${said.trim().slice(0, mostOutput)}`;
      reject(new DeliveryError(`${program} ${how}${why}`));
    });
    child.stdin.on("error", () => {});
    const { id, vantage, announcement } = delivery;
    child.stdin.end(JSON.stringify({ id, vantage, ...announcement }));
  });

/** `{{target}}` and its like stand for what the first incident of the message says. */
function filled(word: string, { vantage, announcement }: Delivery): string {
  const { kind, incidents } = announcement;
  const [first] = incidents;
  const values: Readonly<Record<string, string>> = {
    kind,
    vantage,
    headline: headline(announcement),
    count: String(incidents.length),
    target: first?.target ?? "",
    rule: first?.rule ?? "",
    endpoint: first === undefined ? "" : namedIn(first),
    incident: first?.id ?? "",
    summary: first?.summary ?? "",
  };
  return word.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}
