import { pino } from "pino";
import pretty from "pino-pretty";

export type Log = (level: "debug" | "info" | "warn" | "error", sentence: string) => void;

/**
 * Diagnostics on standard error: for people on a terminal, JSON otherwise. What is logged are sentences;
 * secrets print as `[secret]` wherever they come from.
 */
export function createLog(level: string, format: "human" | "json"): Log {
  const stream =
    format === "human"
      ? pretty({
          destination: 2,
          sync: true,
          ignore: "pid,hostname",
          colorize: process.stderr.isTTY,
        })
      : pino.destination({ fd: 2, sync: true });
  const logger = pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return (severity, sentence) => logger[severity](sentence);
}
