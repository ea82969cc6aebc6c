/** What a subject remembered, a word and numbers; nothing where a damaged history says something else. */
export function rememberedParts(text: string): readonly [string, ...number[]] | readonly [] {
  try {
    const parts = JSON.parse(text) as unknown;
    if (!Array.isArray(parts)) return [];
    const [word, ...numbers] = parts as unknown[];
    return typeof word === "string" && numbers.every(Number.isFinite)
      ? [word, ...(numbers as number[])]
      : [];
  } catch {
    return [];
  }
}
