import type { EventBodies, TargetBody, TargetsBody } from "../../../src/api/contract.ts";
import { get, Refusal } from "../api/client.ts";
import { connection, hear } from "../api/events.ts";
import { token } from "../api/session.ts";
import { Value } from "../value.ts";
import { endpointName } from "../names.ts";

export type Loaded =
  | { readonly state: "asked" | "here" }
  /** `problem` is empty when nobody answered. */
  | { readonly state: "refused"; readonly problem: string };

/** Every target as it is now: the list once, then what the daemon tells of it. */
export class LiveTargets {
  readonly targets = new Map<string, TargetBody>();
  readonly loaded = new Value<Loaded>({ state: "asked" });
  /** Changes when any target did, at most once for each frame of the screen. */
  readonly version = new Value(0);
  readonly #abort = new AbortController();
  readonly #stops: (() => void)[];
  #frame = 0;

  constructor() {
    void this.#load();
    this.#stops = [
      hear("result", (body) => this.#takeResult(body)),
      hear("state", (body) => this.#takeState(body)),
      hear("targets", () => void this.#load()),
      // What was missed while the daemon was not heard is in the list.
      connection.subscribe(() => connection.current === "live" && void this.#load()),
      token.subscribe(() => void this.#load()),
    ];
  }

  stop(): void {
    this.#abort.abort();
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  async #load(): Promise<void> {
    try {
      const { targets } = await get<TargetsBody>("/api/v1/targets", this.#abort.signal);
      this.targets.clear();
      for (const target of targets) this.targets.set(target.id, target);
      this.loaded.set({ state: "here" });
      this.#changed();
    } catch (error) {
      if (this.#abort.signal.aborted || this.loaded.current.state === "here") return;
      this.loaded.set({ state: "refused", problem: error instanceof Refusal ? error.message : "" });
    }
  }

  #takeResult({ target, endpoint, result }: EventBodies["result"]): void {
    const known = this.targets.get(target);
    const whose = known?.endpoints.find((one) => endpointName(one) === endpoint);
    if (whose === undefined) return;
    whose.last = result;
    this.#changed();
  }

  #takeState({ target, endpoint, to, at }: EventBodies["state"]): void {
    const known = this.targets.get(target);
    const whose =
      endpoint === undefined
        ? known
        : known?.endpoints.find((one) => endpointName(one) === endpoint);
    if (whose === undefined) return;
    whose.state = to;
    whose.since = at;
    this.#changed();
  }

  #changed(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version.set(this.version.current + 1);
    });
  }
}
