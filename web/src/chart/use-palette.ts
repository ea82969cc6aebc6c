import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { settings } from "../settings.ts";
import { type Palette, readPalette } from "./palette.ts";

/** The colours of the theme in force for what is drawn within `root`; undefined until it is there. */
export function usePalette(root: RefObject<HTMLElement | null>): Palette | undefined {
  const [palette, set] = useState<Palette>();
  useEffect(() => {
    const read = () => {
      if (root.current !== null) set(readPalette(root.current));
    };
    read();
    const stop = settings.subscribe(read);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", read);
    return () => {
      stop();
      dark.removeEventListener("change", read);
    };
  }, [root]);
  return palette;
}
