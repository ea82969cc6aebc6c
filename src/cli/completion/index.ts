import type { Shell } from "../commands.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { completableCommands, programOptions } from "./model.ts";
import { zshScript } from "./zsh.ts";

const writers = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * The completion script of a shell. It is complete in itself: pressing the key asks the shell, and
 * never starts a Node.
 */
export const completionScript = (shell: Shell): string =>
  writers[shell](completableCommands(), programOptions);
