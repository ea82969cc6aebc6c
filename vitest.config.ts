import { defineConfig } from "vitest/config";

/** Where to leave every test's result as JSON; .ci/run counts them. */
const results = process.env["HALFOPEN_TEST_RESULTS"];

export default defineConfig({
  test: {
    // Some tests start the program as users do: from dist, which must be of these sources.
    globalSetup: ["test/cli/build.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Generous, because a timeout should mean "hangs", never "the machine was busy".
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
    coverage: { include: ["src/**/*.ts"], exclude: ["**/*.test.ts"] },
    projects: [
      {
        extends: true,
        test: {
          // They leave nothing behind: one process after the other would only be started anew.
          name: "units",
          include: ["{src,scripts,web/src}/**/*.test.ts"],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // Each file in a process of its own: kernel objects that a test opens end with it. Two side by
          // side, because most of the long ones wait for a network; with three, what is late is too late.
          name: "networks",
          include: ["test/**/*.test.ts"],
        },
      },
    ],
  },
});
