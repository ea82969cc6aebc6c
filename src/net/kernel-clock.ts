import type { Clock } from "../clock.ts";
import { HalfopenError } from "../errors.ts";
import { nanoseconds, type Instant, type Nanoseconds } from "../units.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { libc } from "./libc.ts";

const realtime = 0;
const monotonic = 1;

/** The kernel's own clocks, read with clock_gettime(2): the ones that it stamps packets by. */
export class KernelClock implements Clock, Disposable {
  readonly #memory = new KernelMemory(4096);
  readonly #read = libc().clockGettime;
  #closed = false;

  monotonic(): Nanoseconds {
    this.#look(monotonic);
    return nanoseconds(this.#seconds() * 1e9 + this.#nanoseconds());
  }

  wall(): Instant {
    this.#look(realtime);
    return { seconds: this.#seconds(), nanoseconds: this.#nanoseconds() };
  }

  #look(which: number): void {
    if (this.#closed) throw new HalfopenError("USAGE", "this clock is closed already");
    this.#read(which, this.#memory.address);
  }

  #seconds(): number {
    const { view } = this.#memory;
    return view.getInt32(4, true) * 2 ** 32 + view.getUint32(0, true);
  }

  #nanoseconds(): number {
    return this.#memory.view.getUint32(8, true);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#memory[Symbol.dispose]();
  }
}
