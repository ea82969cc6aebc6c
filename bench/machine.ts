import { execFileSync, spawnSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";

/** The first version number that a command tells, or undefined where it is not installed. */
export function versionOf([command, ...words]: readonly [string, ...string[]]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, words, { encoding: "utf8", timeout: 5000 });
  if (error !== undefined) return undefined;
  return /\d+\.\d[\w.-]*/.exec(`${stdout}${stderr}`)?.[0] ?? "unknown";
}

/** What figures cannot be read without: date, machine, kernel, versions, and how busy it was already. */
export function machineFacts(commands: readonly (readonly [string, ...string[]])[]): string {
  const revision = execFileSync("git", ["describe", "--always", "--dirty"], {
    encoding: "utf8",
  }).trim();
  const versions = commands.map(
    (command) => `${command[0]} ${versionOf(command) ?? "not installed"}`,
  );
  return [
    `- ${new Date().toISOString().slice(0, 10)}, halfopen at ${revision}`,
    `- ${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}, Linux ${release()}, Node ${process.version}`,
    `- load before: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(" ")}`,
    `- ${versions.join(", ")}`,
  ].join("\n");
}
