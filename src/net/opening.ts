/**
 * Resources on the way to being owned: disposed in reverse when opening fails half-way, kept when
 * it is `done`. (Node 20 has no DisposableStack.)
 */
export class Opening implements Disposable {
  readonly #resources: Disposable[] = [];

  use<Resource extends Disposable>(resource: Resource): Resource {
    this.#resources.push(resource);
    return resource;
  }

  useOptional<Resource extends Disposable>(resource: Resource | undefined): Resource | undefined {
    return resource && this.use(resource);
  }

  /** Everything is open: from here on its owner disposes. */
  done(): void {
    this.#resources.length = 0;
  }

  [Symbol.dispose](): void {
    for (const resource of this.#resources.toReversed()) resource[Symbol.dispose]();
  }
}
