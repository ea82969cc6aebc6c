import { Option } from "commander";
import { describe, expect, test } from "vitest";
import type { OptionSpec } from "./option-table.ts";
import { pingOptions } from "./ping-options.ts";

const entries: [string, OptionSpec][] = Object.entries(pingOptions);

describe("every option of ping", () => {
  test.each(entries)("%s stands under the key of its long flag", (key, { flags }) => {
    expect(new Option(flags).attributeName()).toBe(key);
  });

  test.each(entries)("%s takes a value exactly when its flags say so", (_, { flags, value }) => {
    expect(new Option(flags).required).toBe(value !== undefined);
  });

  test.each(entries)("%s contradicts only options that exist", (_, { conflicts = [] }) => {
    expect(Object.keys(pingOptions)).toEqual(expect.arrayContaining([...conflicts]));
  });

  test("no flag means two things", () => {
    const flags = entries.flatMap(([, spec]) => spec.flags.match(/(?<=^|\s)--?[\w-]+/g) ?? []);
    expect(new Set(flags).size).toBe(flags.length);
  });
});

describe("an option with a default", () => {
  const defaulted = entries.filter(([, spec]) => spec.default !== undefined);
  test.each(defaulted)("%s: it is a value that the option takes", (_, spec) => {
    expect(spec.value?.parse(spec.default ?? "")).toBeDefined();
  });
});
