// Writes the tables of docs/hostile-network.md anew: everything from its heading "Scenarios" on.
import { readFileSync, writeFileSync } from "node:fs";
import { generatedWords } from "./words.ts";

const path = new URL("../../docs/hostile-network.md", import.meta.url);
const [byHand = ""] = readFileSync(path, "utf8").split("## Scenarios\n");
writeFileSync(path, `${byHand}${generatedWords()}\n`);
