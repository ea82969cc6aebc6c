import { defineConfig } from "vitest/config";

/** Where to leave every test's result as JSON; .ci/run counts them. */
const results = process.env["HALFOPEN_TEST_RESULTS"];

export default defineConfig({
  test: {
    include: ["{src,test,scripts,web/src}/**/*.test.ts"],
    // Some tests start the program as users do: from dist, which must be of these sources.
    globalSetup: ["test/cli/build.ts"],
    // Each file gets a process of its own: kernel objects that a test opens end with it.
    pool: "forks",
    // Most of the long ones wait for a network: two side by side take half as long.
    maxWorkers: 2,
    // Generous, because a timeout should mean "hangs", never "the machine was busy".
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
    coverage: { include: ["src/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
