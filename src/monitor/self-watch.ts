import type { Prober } from "../probe/index.ts";
import type { EventRecord, Store, StoreStatus } from "../store/index.ts";
import { Trouble } from "./trouble.ts";

type Tell = (kind: EventRecord["kind"], level: "info" | "warn" | "error", text: string) => void;

/** Looks at the daemon's own parts and tells, once each, when one begins or ceases to be well. */
export class SelfWatch {
  readonly #prober: Prober;
  readonly #store: Store;
  readonly #tell: Tell;
  readonly #ringDrops: Trouble;
  readonly #skipped: Trouble;
  #clockSteps: number;
  #storeStatus: StoreStatus["state"] = "ok";

  constructor(prober: Prober, store: Store, tell: Tell) {
    this.#prober = prober;
    this.#store = store;
    this.#tell = tell;
    const { clockSteps, ringDrops, skipped } = prober.selfCheck();
    this.#clockSteps = clockSteps;
    this.#ringDrops = new Trouble(ringDrops, {
      begins: (count) =>
        `${count} frames were dropped before they were read: answers may be among them`,
      ends: (count) => `no more frames are dropped; ${count} were`,
      tell: (level, text) => tell("self", level, text),
    });
    this.#skipped = new Trouble(skipped, {
      begins: (count) =>
        `${count} probes were given up: the process or the machine stood still, or one address has more than limits.ratePerAddress allows`,
      ends: (count) => `no more probes are given up; ${count} were`,
      tell: (level, text) => tell("self", level, text),
    });
  }

  look(): void {
    this.#lookAtProber();
    this.#lookAtStore();
  }

  #lookAtProber(): void {
    const { clockSteps, ringDrops, skipped } = this.#prober.selfCheck();
    if (clockSteps > this.#clockSteps) this.#tell("clock", "warn", "the wall clock was set");
    this.#clockSteps = clockSteps;
    this.#ringDrops.look(ringDrops);
    this.#skipped.look(skipped);
  }

  #lookAtStore(): void {
    const { state, message, lost } = this.#store.status();
    if (state === this.#storeStatus) return;
    this.#storeStatus = state;
    if (state === "ok") {
      this.#tell("store", "info", `history is stored again; ${lost} samples could not be kept`);
      return;
    }
    const why = message ?? "the disk takes nothing";
    this.#tell("store", "error", `history cannot be stored: ${why}; probing and alerting go on`);
  }
}
