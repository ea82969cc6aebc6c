import { existsSync, readFileSync } from "node:fs";
import { libcIfAny } from "./libc.ts";

/** Of glibc's malloc.h. */
const malloc = { mmapThreshold: -3, arenaMax: -8 } as const;
const dontNeed = 4;
/** Not every kernel has it. */
const smaps = "/proc/self/smaps";

/**
 * Has all threads take memory from one heap, and large pieces from the kernel itself, which gets them back at
 * once: by itself glibc gives each thread a heap, and what one has freed is of no use to the others. To be called
 * before there are threads of ours. Nothing happens with another C library.
 */
export function shareHeap(): void {
  const mallopt = libcIfAny()?.mallopt;
  mallopt?.(malloc.arenaMax, 1);
  mallopt?.(malloc.mmapThreshold, 128 * 1024);
}

/**
 * Gives back what was read of the program's own files (madvise(2)): two thirds of that are of use at the start
 * only. Whatever is needed again comes back from the kernel's cache, page by page.
 */
export function letGoOfProgram(): void {
  const library = libcIfAny();
  if (library === undefined || !existsSync(smaps)) return;
  for (const { start, end } of unchangedIn(readFileSync(smaps, "utf8"))) {
    library.madvise(start, end - start, dontNeed);
  }
}

type Stretch = { readonly start: number; readonly end: number };

const mapping = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p [0-9a-f]+ \S+ [1-9]\d* /;
/** What was written since it was mapped, in memory or swapped out: the file does not have it. */
const unwritten = [/^Private_Dirty: +0 kB$/m, /^Anonymous: +0 kB$/m, /^Swap: +0 kB$/m] as const;

/** Where files are mapped to be read alone, and nothing was written, not even by the linker (proc_pid_smaps(5)). */
export const unchangedIn = (text: string): Stretch[] =>
  text.split(/^(?=[0-9a-f]+-)/m).flatMap((part) => {
    const [, start, end] = mapping.exec(part) ?? [];
    if (start === undefined || end === undefined) return [];
    if (!unwritten.every((line) => line.test(part))) return [];
    return [{ start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) }];
  });
