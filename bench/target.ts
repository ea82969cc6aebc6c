/** What we promise ourselves, and whether a run kept it. */
export type Target = { readonly promise: string; readonly measured: string; readonly met: boolean };

/** Prints each; returns whether all were met. */
export function judge(targets: readonly Target[]): boolean {
  console.log("\nTargets\n");
  for (const { promise, measured, met } of targets) {
    console.log(`- ${met ? "met" : "MISSED"}: ${promise}: ${measured}`);
  }
  return targets.every(({ met }) => met);
}
