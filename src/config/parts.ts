import { z } from "zod";
import { type ConfigFile, configFile } from "./schema.ts";
import type { YamlSource } from "./yaml-source.ts";

const { shape } = configFile;
type Key = keyof typeof shape;

/** Lists whose items are looked at one by one. */
const lists = {
  targets: shape.targets.unwrap().element,
  notify: shape.notify.unwrap().element,
  maintenance: shape.maintenance.unwrap().element,
  tokens: shape.tokens.unwrap().element,
} as const;
type ListKey = keyof typeof lists;

/** A configuration as far as it is right: defaults for a part that is wrong, undefined for an item. */
export type ConfigParts = Omit<ConfigFile, ListKey> & {
  readonly [Name in ListKey]: readonly (ConfigFile[Name][number] | undefined)[];
};

const keysAlone = z.strictObject(
  Object.fromEntries(Object.keys(shape).map((key) => [key, z.unknown().optional()])),
);

/**
 * Each part of a configuration by itself, so that what is wrong with one hides nothing of another: what
 * is wrong is told to the source, and `wrong` has the names of the parts. Undefined where there are none.
 */
export function partsOf(
  source: YamlSource,
): { readonly written: ConfigParts; readonly wrong: ReadonlySet<string> } | undefined {
  const whole: object = source.value ?? {};
  if (source.value !== null && source.value !== undefined) source.as(keysAlone);
  if (typeof whole !== "object" || Array.isArray(whole)) return undefined;
  const wrong = new Set<string>();
  const read = (key: Key): unknown => {
    const before = source.problems.length;
    const isList = key in lists && Object.hasOwn(whole, key);
    const part = isList ? source.items(lists[key as ListKey], [key]) : source.as(shape[key], [key]);
    if (source.problems.length === before) return part;
    wrong.add(key);
    return isList ? part : shape[key].parse(undefined);
  };
  const entries = (Object.keys(shape) as Key[]).map((key) => [key, read(key)]);
  return { written: Object.fromEntries(entries) as ConfigParts, wrong };
}
