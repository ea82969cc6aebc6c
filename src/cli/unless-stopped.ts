/** What is awaited, or undefined as soon as `stopped` is aborted. */
export const unlessStopped = <Value>(
  awaited: Promise<Value>,
  stopped: AbortSignal,
): Promise<Value | undefined> =>
  Promise.race([
    awaited,
    new Promise<undefined>((resolve) => {
      if (stopped.aborted) resolve(undefined);
      stopped.addEventListener("abort", () => resolve(undefined), { once: true });
    }),
  ]);
