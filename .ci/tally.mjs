// Sums the tests of several runs: node tally.mjs VERDICT RESULTS.json...
// Closes with "N passed, N failed" and exits 1 unless VERDICT is 0, all passed and none was skipped.
import { readFileSync } from "node:fs";

const [verdict, ...paths] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

for (const path of paths) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.log(`no results: ${error.message}`);
    sum.failed += 1;
    continue;
  }
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const failed = tests.filter((test) => test.status === "failed").length;
  for (const test of tests)
    if (test.status !== "passed") console.log(`${test.status}: ${test.fullName}`);
  // A file that does not load, a hook that throws, or a run without any test fails too.
  const failedAsWhole = failed === 0 && (!report.success || tests.length === 0);
  sum.passed += passed;
  sum.failed += failed + (failedAsWhole ? 1 : 0);
  sum.skipped += tests.length - passed - failed;
}

if (sum.skipped > 0) console.log(`${sum.skipped} skipped: a skipped test fails the run`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = verdict === "0" && sum.failed === 0 && sum.skipped === 0 ? 0 : 1;
