import { writeFileSync } from "node:fs";
import { starterConfig } from "../config/index.ts";
import { HalfopenError, reasonOf } from "../errors.ts";

/** `halfopen init`: writes a configuration to start from. Throws FILE_UNREADABLE rather than write over one. */
export function init(
  { file, force }: { readonly file: string; readonly force: boolean },
  { out, note }: { readonly out: (text: string) => void; readonly note: (text: string) => void },
): number {
  if (file === "-") {
    out(starterConfig().trimEnd());
    return 0;
  }
  try {
    writeFileSync(file, starterConfig(), { flag: force ? "w" : "wx" });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const there = code === "EEXIST";
    throw new HalfopenError(
      "FILE_UNREADABLE",
      there ? `${file} is there already` : `cannot write ${file} (${reasonOf(cause)})`,
      {
        remedy: there
          ? "name another file, or write over it with --force"
          : "name a file in a folder that may be written to",
        cause,
      },
    );
  }
  note(`${file} is written. Next: halfopen monitor --check-config --config ${file}`);
  return 0;
}
