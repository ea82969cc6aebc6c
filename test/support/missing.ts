import { spawnSync } from "node:child_process";

/**
 * Whether a command is not installed: `test.skipIf(isMissing("fish"))`. Never true where `CI` is set,
 * because there a test that is left out would look like a test that passed.
 */
export const isMissing = (command: string): boolean =>
  process.env["CI"] === undefined && spawnSync(command, ["--version"]).error !== undefined;
