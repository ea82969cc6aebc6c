import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../errors.ts";
import type { ChannelConfig, Secret } from "./config.ts";
import { Problem } from "./problem.ts";
import type { ChannelEntry } from "./schema.ts";
import { HiddenSecret } from "./secret.ts";
import type { YamlSource } from "./yaml-source.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The channels of a configuration, and the files of their secrets. Two alike are two channels. */
export function channelsOf(
  source: YamlSource,
  entries: readonly (ChannelEntry | undefined)[],
  env: Environment,
): { channels: ChannelConfig[]; problems: Problem[]; files: string[] } {
  const problems: Problem[] = [];
  const files: string[] = [];
  const channels: ChannelConfig[] = [];
  const counts = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    if (entry === undefined) continue;
    const refuse = (why: string): undefined => {
      problems.push(new Problem(source.placeOf(["notify", index]), `notify[${index}]: ${why}`));
    };
    const kinds = Object.keys(entry);
    const [kind = ""] = kinds;
    if (kinds.length !== 1) {
      refuse("expected one of webhook, slack, email, command");
      continue;
    }
    const mark = `${kind}-${markOf(entry)}`;
    const count = (counts.get(mark) ?? 0) + 1;
    counts.set(mark, count);
    const id = count === 1 ? mark : `${mark}-${count}`;
    const channel = channelOf(id, entry, (name, text, file) => {
      const path = file === undefined ? undefined : resolve(dirname(resolve(source.file)), file);
      if (path !== undefined) files.push(path);
      return readSecret({ name, text, file, path, env, refuse });
    });
    if (channel === undefined) continue;
    channels.push(channel);
  }
  return { channels, problems, files };
}

/**
 * Six digits that tell channels of a kind apart wherever they stand in the list: what waits for one that
 * was removed must not go to another. Of where it leads as it is written, without user and password.
 */
function markOf({ webhook, slack, email, command }: ChannelEntry): string {
  const leadsTo = [
    webhook?.url ?? webhook?.urlFile,
    slack?.url ?? slack?.urlFile,
    email && [(email.smtp ?? email.smtpFile)?.replace(/\/\/[^/]*@/, "//"), ...email.to],
    command?.run,
  ];
  return createHash("sha256").update(JSON.stringify(leadsTo)).digest("hex").slice(0, 6);
}

type Reader = (
  name: string,
  text: string | undefined,
  file: string | undefined,
) => Secret | undefined;

function channelOf(id: string, entry: ChannelEntry, secret: Reader): ChannelConfig | undefined {
  const { webhook, slack, email, command } = entry;
  if (webhook !== undefined) {
    const url = secret("url", webhook.url, webhook.urlFile);
    const signs = webhook.secret !== undefined || webhook.secretFile !== undefined;
    const key = signs ? secret("secret", webhook.secret, webhook.secretFile) : undefined;
    if (url === undefined || (signs && key === undefined)) return undefined;
    return { id, kind: "webhook", url, ...(key !== undefined && { key }) };
  }
  if (slack !== undefined) {
    const url = secret("url", slack.url, slack.urlFile);
    return url && { id, kind: "slack", url };
  }
  if (email !== undefined) {
    const smtp = secret("smtp", email.smtp, email.smtpFile);
    return smtp && { id, kind: "email", smtp, from: email.from, to: email.to };
  }
  return { id, kind: "command", run: command?.run ?? [] };
}

type Reading = {
  readonly name: string;
  readonly text: string | undefined;
  /** As it is written, and where it is. */
  readonly file: string | undefined;
  readonly path: string | undefined;
  readonly env: Environment;
  readonly refuse: (why: string) => undefined;
};

function readSecret({ name, text, file, path, env, refuse }: Reading): Secret | undefined {
  if (text !== undefined && file !== undefined) {
    return refuse(`${name} and ${name}File are both there: keep one`);
  }
  if (path !== undefined) {
    const secret = new HiddenSecret({ file: path });
    const content = contentOf(secret);
    return "why" in content
      ? refuse(`${name}File: ${file} cannot be read (${content.why})`)
      : checked(secret, content.text, name, refuse);
  }
  if (text === undefined) return refuse(`${name} or ${name}File is missing`);
  const missing = [...text.matchAll(variable)].find(([, key]) => env[key!] === undefined);
  if (missing !== undefined) {
    return refuse(`${name}: there is no environment variable ${missing[1]}`);
  }
  const whole = text.replaceAll(variable, (_, key: string) => env[key] ?? "");
  return checked(new HiddenSecret({ text: whole }), whole, name, refuse);
}

function contentOf(secret: Secret): { text: string } | { why: string } {
  try {
    return { text: secret.reveal() };
  } catch (error) {
    return { why: reasonOf((error as Error).cause ?? error) };
  }
}

const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const schemes: Readonly<Record<string, readonly string[]>> = {
  url: ["http:", "https:"],
  smtp: ["smtp:", "smtps:"],
};

/** Told without its text, which may be secret. */
function checked(
  secret: Secret,
  written: string,
  name: string,
  refuse: (why: string) => undefined,
): Secret | undefined {
  const wanted = schemes[name];
  if (wanted === undefined) return secret;
  if (URL.canParse(written) && wanted.includes(new URL(written).protocol)) return secret;
  return refuse(
    `${name}: expected a URL that begins with ${wanted.map((one) => `${one}//`).join(" or ")}`,
  );
}
