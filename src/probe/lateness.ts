import { nanosecondsFromMilliseconds } from "../units.ts";

/** A send that leaves this much after it was due is told in the self-check. */
const punctual = nanosecondsFromMilliseconds(5);

/** How late sends left, after they were due. */
export class Lateness {
  /** Sends that left more than 5 ms late. */
  sends = 0;
  /** Nanoseconds. */
  largest = 0;

  note(lateness: number): void {
    if (lateness > punctual) this.sends++;
    this.largest = Math.max(this.largest, lateness);
  }
}
