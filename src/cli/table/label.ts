import { formatAddress, formatEndpoint } from "../../endpoint.ts";
import type { NamedEndpoint } from "../collector.ts";

/** What a row is called: the target, and its address where a target stands for several endpoints. */
export function labelOf(
  { target, endpoint }: NamedEndpoint,
  { allAddresses }: { readonly allAddresses: boolean },
): string {
  if (!allAddresses || target === formatEndpoint(endpoint)) return target;
  return `${target} (${formatAddress(endpoint)})`;
}
