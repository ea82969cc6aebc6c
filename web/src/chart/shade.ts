/** Height of a cell of the density, in pixels of the style sheet: lower, and one delay would be overlooked. */
export const cellHeight = 3;
/** The faintest cell that holds anything: one delay among thousands must still be seen. */
const faintest = 0.28;

/**
 * How dark a cell of the density is, 0 to 1: nothing for nothing, and from the faintest to full by the
 * logarithm of its count. One scale for the whole chart, so that equally dark cells hold equally many.
 */
export function shadeOf(count: number, most: number): number {
  if (count <= 0) return 0;
  return faintest + (1 - faintest) * Math.min(1, Math.log1p(count) / Math.log1p(most));
}
