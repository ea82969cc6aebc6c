/** Writes what Prometheus and Grafana are given: `npm run observability`. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { grafana } from "./observability/grafana.ts";
import { rules } from "./observability/rules.ts";

/** Each file below packaging/, and its content. */
export const observability: Readonly<Record<string, string>> = {
  "prometheus/halfopen.rules.yml": stringify(rules, { lineWidth: 0 }),
  "grafana/halfopen.json": `${JSON.stringify(grafana, undefined, 2)}\n`,
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [file, content] of Object.entries(observability))
    writeFileSync(new URL(`../packaging/${file}`, import.meta.url), content);
}
