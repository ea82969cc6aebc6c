/** Writes dist/man/halfopen.1; part of `npm run build`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { manPage } from "../src/cli/man-page.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
mkdirSync("dist/man", { recursive: true });
writeFileSync("dist/man/halfopen.1", manPage(version));
