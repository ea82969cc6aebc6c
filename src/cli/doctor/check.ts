export type Verdict = "ok" | "warning" | "failed" | "unknown";

/** What was looked at, what was seen, and what to do where it is not well. */
export type Check = {
  readonly name: CheckName;
  readonly verdict: Verdict;
  /** Each a short line. */
  readonly seen: readonly string[];
  /** There unless the verdict is `ok`. */
  readonly remedy?: string;
};

export type CheckName =
  | "capability"
  | "user-namespace"
  | "kernel"
  | "interfaces"
  | "routes"
  | "resets"
  | "clock"
  | "ring"
  | "offloads"
  | "limits"
  | "self-probe";

export const ok = (name: CheckName, ...seen: string[]): Check => ({ name, verdict: "ok", seen });

/** A check that is not well; a remedy is owed. */
export const notOk = (
  name: CheckName,
  verdict: Exclude<Verdict, "ok">,
  seen: string | readonly string[],
  remedy: string,
): Check => ({ name, verdict, seen: typeof seen === "string" ? [seen] : seen, remedy });
