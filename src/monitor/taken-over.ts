import { isLoopback, type MonitorConfig } from "../config/index.ts";

/** What cannot change while the daemon runs, because its sockets and files are open. */
const fixed = [
  "listen",
  "data",
  "vantage",
  "user",
  "method",
  "interface",
  "source",
  "limits",
] as const satisfies readonly (keyof MonitorConfig)[];

export type TakenOver =
  /** What is in force from now on, and which keys of what was wanted wait for the next start. */
  | { readonly config: MonitorConfig; readonly waiting: readonly string[] }
  /** Why it must not be taken over while this daemon runs. */
  | { readonly refusal: string };

/**
 * What a running daemon makes of another configuration. Its sockets and files stay what they are, and so
 * do the keys that speak of them: whoever reads those later reads what is true.
 */
export function takenOver(running: MonitorConfig, wanted: MonitorConfig): TakenOver {
  const { host } = running.listen;
  if (wanted.tokens.length === 0 && !isLoopback(host)) {
    return {
      refusal: `tokens: this daemon goes on listening on ${host}, which can be reached from other machines, until it is started anew: keep tokens until then`,
    };
  }
  const isFixed = (key: string): boolean => (fixed as readonly string[]).includes(key);
  const entries = [
    ...Object.entries(wanted).filter(([key]) => !isFixed(key)),
    ...Object.entries(running).filter(([key]) => isFixed(key)),
  ];
  return {
    config: Object.fromEntries(entries) as MonitorConfig,
    waiting: fixed.filter((key) => JSON.stringify(running[key]) !== JSON.stringify(wanted[key])),
  };
}
