import type { Clock } from "../clock.ts";
import { nanoseconds, type Instant, type Nanoseconds } from "../units.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { libc } from "./libc.ts";

const realtime = 0;
const monotonic = 1;

/** The kernel's own clocks, read with clock_gettime(2): the ones that it stamps packets by. */
export class KernelClock implements Clock, Disposable {
  readonly #memory = new KernelMemory(4096);
  readonly #read = libc().clockGettime;

  monotonic(): Nanoseconds {
    this.#read(monotonic, this.#memory.address);
    return nanoseconds(this.#seconds() * 1e9 + this.#nanoseconds());
  }

  wall(): Instant {
    this.#read(realtime, this.#memory.address);
    return { seconds: this.#seconds(), nanoseconds: this.#nanoseconds() };
  }

  #seconds(): number {
    const { view } = this.#memory;
    return view.getInt32(4, true) * 2 ** 32 + view.getUint32(0, true);
  }

  #nanoseconds(): number {
    return this.#memory.view.getUint32(8, true);
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
