import type { Prober, SelfCheck } from "../probe/index.ts";
import type { EventRecord, Store, StoreStatus } from "../store/index.ts";

type Tell = (kind: EventRecord["kind"], level: "info" | "warn" | "error", text: string) => void;

/** Looks at the daemon's own parts and tells, once each, when one begins or ceases to be well. */
export class SelfWatch {
  readonly #prober: Prober;
  readonly #store: Store;
  readonly #tell: Tell;
  #check: SelfCheck;
  #storeStatus: StoreStatus["state"] = "ok";

  constructor(prober: Prober, store: Store, tell: Tell) {
    this.#prober = prober;
    this.#store = store;
    this.#tell = tell;
    this.#check = prober.selfCheck();
  }

  look(): void {
    this.#lookAtProber();
    this.#lookAtStore();
  }

  #lookAtProber(): void {
    const before = this.#check;
    const check = this.#prober.selfCheck();
    this.#check = check;
    const more = (name: "clockSteps" | "ringDrops" | "skipped") => check[name] - before[name];
    if (more("clockSteps") > 0) this.#tell("clock", "warn", "the wall clock was set");
    if (more("ringDrops") > 0) {
      const text = `${more("ringDrops")} frames were dropped before they were read: answers may be among them`;
      this.#tell("self", "warn", text);
    }
    if (more("skipped") > 0) {
      const text = `${more("skipped")} probes were given up: the process or the machine stood still, or one address has more than limits.ratePerAddress allows`;
      this.#tell("self", "warn", text);
    }
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
