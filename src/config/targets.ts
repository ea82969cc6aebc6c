import { dirname, resolve } from "node:path";
import { HalfopenError } from "../errors.ts";
import { makeTarget, parseTarget, type Target } from "../targets/index.ts";
import type { Place, TargetConfig } from "./config.ts";
import { filesMatching } from "./pattern.ts";
import { Problem } from "./problem.ts";
import {
  type ConfigFile,
  type TargetEntry,
  targetEntry,
  targetFile,
  type TargetMapping,
} from "./schema.ts";
import { YamlSource } from "./yaml-source.ts";

const usualPort = 443;
const mostTargets = 100_000;

/** Gathers the targets of a configuration: its own, and those of the files that it names. */
export class TargetReader {
  readonly targets: TargetConfig[] = [];
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly files: string[] = [];
  readonly patterns: string[] = [];
  readonly #defaults: ConfigFile["defaults"];
  readonly #places = new Map<string, Place>();

  constructor(defaults: ConfigFile["defaults"]) {
    this.#defaults = defaults;
  }

  read(
    source: YamlSource,
    entries: readonly (TargetEntry | undefined)[],
    prefix: readonly string[],
  ): void {
    for (const [index, entry] of entries.entries()) {
      if (entry === undefined) continue;
      const place = source.placeOf([...prefix, index]);
      const name = `${prefix.join(".")}[${index}]`;
      try {
        this.#take(entry, place);
      } catch (error) {
        if (!(error instanceof HalfopenError)) throw error;
        const remedy = error.remedy === undefined ? "" : `; ${error.remedy}`;
        this.problems.push(new Problem(place, `${name}: ${error.message}${remedy}`));
      }
    }
    if (this.targets.length > mostTargets) {
      this.problems.push(
        new Problem(source.placeOf(prefix), `at most ${mostTargets} targets can be watched`),
      );
    }
  }

  #take(entry: TargetEntry, place: Place): void {
    if (typeof entry === "string") return this.#add(parseTarget(entry, usualPort), {}, place);
    const { file, host, port, ...options } = entry;
    if (file !== undefined) {
      if (Object.keys(entry).length > 1)
        throw wrong("file stands alone: what is beside it has no effect");
      return this.#include(file, place);
    }
    if (host === undefined) throw wrong("host is missing");
    const written = parseTarget(host, port ?? usualPort);
    if (port !== undefined && written.port !== port) {
      throw wrong(`"${host}" and port ${port} name two ports`);
    }
    this.#add(written.literal ? makeTarget(written.host, written.port) : written, options, place);
  }

  #add(target: Target, options: Omit<TargetMapping, "host" | "port" | "file">, place: Place): void {
    const defaults = this.#defaults;
    const id = options.name ?? target.text;
    const other = this.#places.get(id);
    if (other !== undefined) {
      const where = `${other.file}:${other.line}`;
      throw wrong(`"${id}" is there already, at ${where}: give one of them another name`);
    }
    this.#places.set(id, place);
    const family = options.family ?? defaults.family;
    const own = target.literal?.family;
    if (family !== undefined && own !== undefined && family !== own) {
      const where = options.family === undefined ? "defaults.family" : "family";
      throw wrong(
        `${target.literal!.address} is an IPv${own} address, and ${where} is ${family}: write family: ${own}`,
      );
    }
    this.targets.push({
      id,
      name: id,
      target,
      interval: options.interval ?? defaults.interval,
      timeout: options.timeout ?? defaults.timeout,
      addresses: options.addresses ?? defaults.addresses,
      ...(family !== undefined && { family }),
      closedIsUp: options.closedIsUp ?? defaults.closedIsUp,
      labels: { ...defaults.labels, ...options.labels },
      place,
    });
  }

  #include(pattern: string, place: Place): void {
    const from = dirname(resolve(place.file));
    const files = filesMatching(pattern, from);
    this.patterns.push(resolve(from, pattern));
    if (files.length === 0) this.warnings.push(new Problem(place, `no file matches ${pattern}`));
    for (const file of files) {
      if (this.files.includes(file)) throw wrong(`${file} is named twice, or names itself`);
      this.files.push(file);
      const source = new YamlSource(file);
      const prefix = isMapping(source.value) ? ["targets"] : [];
      const entries = isEmpty(source) ? [] : entriesOf(source, prefix);
      this.problems.push(...source.problems);
      this.read(source, entries, prefix);
    }
  }
}

const wrong = (message: string): HalfopenError => new HalfopenError("TARGET_INVALID", message);
/** Nothing is written there, or nothing that could be read. */
const isEmpty = ({ problems, value }: YamlSource): boolean => problems.length > 0 || value === null;

function entriesOf(source: YamlSource, prefix: string[]): (TargetEntry | undefined)[] {
  if (prefix.length > 0) source.as(targetFile);
  return source.items(targetEntry, prefix);
}

const isMapping = (value: unknown): boolean => typeof value === "object" && !Array.isArray(value);
