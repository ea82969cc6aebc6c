/** Whose turn it is: each once, then from the beginning. They may come and go between two turns. */
export class Rota<Member> {
  readonly #members = new Set<Member>();
  #next: Iterator<Member> = this.#members.values();

  get size(): number {
    return this.#members.size;
  }

  /** Its turn comes in this round, at the end. */
  add(member: Member): void {
    this.#members.add(member);
  }

  delete(member: Member): void {
    this.#members.delete(member);
  }

  /** At most so many, whose turn it is; none of them twice. */
  take(count: number): Member[] {
    const taken: Member[] = [];
    const most = Math.min(count, this.#members.size);
    while (taken.length < most) {
      const next = this.#next.next();
      if (next.done === true) this.#next = this.#members.values();
      else taken.push(next.value);
    }
    return taken;
  }
}
