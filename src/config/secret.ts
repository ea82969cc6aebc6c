import { readFileSync } from "node:fs";
import { HalfopenError } from "../errors.ts";
import type { Secret } from "./config.ts";

const hidden = "[secret]";

/** A secret that shows itself only to whoever asks for it by name. */
class HiddenSecret implements Secret {
  readonly #reveal: () => string;

  constructor(reveal: () => string) {
    this.#reveal = reveal;
  }

  reveal(): string {
    return this.#reveal();
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}

export const secretOf = (text: string): Secret => new HiddenSecret(() => text);

/** Read anew each time, so that a key may be changed without a restart; white space around it is not part of it. */
export const secretInFile = (file: string): Secret =>
  new HiddenSecret(() => {
    try {
      return readFileSync(file, "utf8").trim();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new HalfopenError("FILE_UNREADABLE", `cannot read the secret in ${file} (${code})`, {
        remedy: "let the user of the daemon read it",
        cause,
      });
    }
  });
