import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Resolvers } from "./dns-lookup.ts";

test("other name servers are asked when their file was changed, also one that was not there", () => {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-dns-"));
  const file = join(folder, "resolv.conf");
  const resolvers = new Resolvers(file);
  const first = resolvers.current();
  expect(resolvers.current()).toBe(first);
  writeFileSync(file, "nameserver 192.0.2.1");
  const second = resolvers.current();
  expect(second).not.toBe(first);
  expect(resolvers.current()).toBe(second);
  utimesSync(file, 1, 1);
  expect(resolvers.current()).not.toBe(second);
  rmSync(folder, { recursive: true });
});
