type Making<Of, Made> = {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly make: (of: Of) => Promise<Made>;
};

/**
 * Makes something of an object, and tells whoever asks within the next `length` milliseconds the same
 * once more. What could not be made is not kept.
 */
export function remembered<Of extends object, Made>(
  length: number,
  { now, make }: Making<Of, Made>,
): (of: Of) => Promise<Made> {
  const kept = new WeakMap<Of, { readonly until: number; readonly made: Promise<Made> }>();
  return (of) => {
    const known = kept.get(of);
    if (known !== undefined && now() < known.until) return known.made;
    const made = make(of);
    kept.set(of, { until: now() + length, made });
    made.catch(() => kept.delete(of));
    return made;
  };
}
