const initialValues = [32, 64, 128, 255];

/**
 * Routers between us and the sender of a packet that arrived with this TTL or hop limit: stacks
 * start from 64, 128 or 255 (a few from 32), and every router takes one away.
 */
export function hopsImplied(ttl: number): number {
  const initial = initialValues.find((value) => ttl <= value) ?? 255;
  return initial - ttl;
}
