import { readFileSync } from "node:fs";
import { HalfopenError, reasonOf } from "../errors.ts";
import type { Secret } from "./config.ts";

const hidden = "[secret]";

/** Where a secret is: what goes from one thread to another in its stead. */
export type SecretOrigin = { readonly text: string } | { readonly file: string };

/** A secret that shows itself only to whoever asks for it by name. */
export class HiddenSecret implements Secret {
  readonly #origin: SecretOrigin;

  constructor(origin: SecretOrigin) {
    this.#origin = origin;
  }

  /** A file is read anew each time, so that a key may be changed without a restart; white space around it is not part of it. */
  reveal(): string {
    const origin = this.#origin;
    if ("text" in origin) return origin.text;
    try {
      return readFileSync(origin.file, "utf8").trim();
    } catch (cause) {
      throw new HalfopenError(
        "FILE_UNREADABLE",
        `cannot read the secret in ${origin.file} (${reasonOf(cause)})`,
        { remedy: "let the user of the daemon read it", cause },
      );
    }
  }

  origin(): SecretOrigin {
    return this.#origin;
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
