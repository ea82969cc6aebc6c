/** One target: its chart, its endpoints, its last results. */
export function TargetView({ id }: { readonly id: string }) {
  return <h1>{id}</h1>;
}
