import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "./load.ts";
import { planLines } from "./plan.ts";
import { starterConfig } from "./starter.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { HOOK: "https://hooks.example/1", SMTP: "smtp://mail.example:587" };
const file = join(folder, "halfopen.yaml");

function load(text: string | Uint8Array) {
  writeFileSync(file, text);
  return loadConfig(file, { env, hostname: "here" });
}

/** Without the folder, which is another in each run. */
function problemsOf(text: string | Uint8Array): string[] {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map((problem) => String(problem).replace(`${file}:`, ""));
}

/** Of the channels of a configuration that names these. */
function idsOf(...notify: readonly unknown[]): string[] {
  const loaded = load(JSON.stringify({ notify }));
  return loaded.ok ? loaded.config.notify.map(({ id }) => id) : [];
}

const example = `
listen: 127.0.0.1:8640
data: /var/lib/halfopen
defaults: { interval: 5s, timeout: 2s, addresses: first }
retention: { samples: 3d, minutes: 90d, hours: 5y }
targets:
  - host: www.example.com
    name: web
    interval: 1s
    addresses: all
    labels: { team: edge, site: tokyo }
  - host: db.example.net
    port: 5432
  - file: targets.d/*.yaml
alerts:
  down: { consecutiveLost: 3, confirm: 5 }
  lossy: { lossRatio: 0.2, over: 2m }
  slow: { quantile: 0.95, above: 150ms, over: 5m, targets: { team: edge } }
notify:
  - webhook: { url: "\${HOOK}", secretFile: hook.key }
  - slack: { url: "https://hooks.example/2" }
  - email: { smtp: "\${SMTP}", from: a@example.com, to: [b@example.com] }
  - command: { run: ["/usr/local/bin/page", "{{target}}"] }
maintenance:
  - { targets: { team: edge }, schedule: "0 3 * * 0", duration: 1h, timezone: Asia/Tokyo }
`;

describe("a whole configuration", () => {
  mkdirSync(join(folder, "targets.d"));
  writeFileSync(join(folder, "targets.d", "more.yaml"), "- ns.example.org:53\n");
  writeFileSync(join(folder, "hook.key"), "hush\n");

  test("is read with all that it names, defaults filled in", () => {
    const loaded = load(example);
    if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
    const { config } = loaded;
    expect(config.targets).toMatchObject([
      { id: "web", interval: 1000, timeout: 2000, addresses: "all", target: { port: 443 } },
      { id: "db.example.net:5432", interval: 5000, addresses: "first", labels: {} },
      { id: "ns.example.org:53", target: { host: "ns.example.org", port: 53 } },
    ]);
    expect(config).toMatchObject({
      vantage: "here",
      listen: { host: "127.0.0.1", port: 8640 },
      retention: { samples: 3 * 86_400_000, hours: 5 * 365 * 86_400_000 },
      alerts: {
        down: [{ consecutiveLost: 3, confirm: 5, recoverAfter: 2, targets: {} }],
        lossy: [{ lossRatio: 0.2, over: 120_000 }],
        slow: [{ quantile: 0.95, above: 150, over: 300_000, targets: { team: "edge" } }],
        reminder: 4 * 3_600_000,
      },
      notify: [{ kind: "webhook" }, { kind: "slack" }, { kind: "email" }, { kind: "command" }],
    });
    const [webhook] = config.notify;
    expect(webhook?.kind === "webhook" && [webhook.url.reveal(), webhook.key?.reveal()]).toEqual([
      "https://hooks.example/1",
      "hush",
    ]);
  });

  test("shows no secret, however it is printed", () => {
    const loaded = load(example);
    if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
    const printed = [
      inspect(loaded.config, { depth: 9 }),
      JSON.stringify(loaded.config),
      ...loaded.config.notify.flatMap((channel) => Object.values(channel).map(String)),
      ...planLines(loaded.config),
    ].join();
    expect(printed).not.toMatch(/hooks\.example|hush|mail\.example/);
    expect(printed).toContain("[secret]");
  });

  test.each([
    ["{ host: www.example.com, addresses: all }", /^endpoints 2, and more of names/],
    ["{ host: 192.0.2.7, addresses: all }", /^endpoints 2$/],
    ["www.example.com", /^endpoints 2$/],
  ])("of %s its plan says how many endpoints there will be", (target, row) => {
    const loaded = load(`targets: [192.0.2.1, ${target}]`);
    if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
    expect(planLines(loaded.config)).toContainEqual(expect.stringMatching(row));
  });

  test("names a channel the same wherever it stands, and by no secret", () => {
    const [first, second, secret] = [
      { webhook: { url: "https://one.example" } },
      { webhook: { url: "https://two.example" } },
      { webhook: { url: "${HOOK}" } },
    ];
    const [one, other, again] = idsOf(first, second, secret);
    expect(idsOf(second, secret)).toEqual([other, again]);
    expect(idsOf(first, first)).toEqual([one, `${one}-2`]);
    expect(one).toMatch(/^webhook-[0-9a-f]{6}$/);
    const email = { from: "a@example.com", to: "b@example.com" };
    const [ann] = idsOf({ email: { ...email, smtp: "smtp://ann:hush@mail.example" } });
    expect(idsOf({ email: { ...email, smtp: "smtp://ann:quiet@mail.example" } })).toEqual([ann]);
  });

  test("that `halfopen init` writes is one", () => {
    expect(problemsOf(starterConfig())).toEqual([]);
  });
});

describe("what is wrong is said with its place, what was expected and what stands there", () => {
  test.each<[string, string, string[]]>([
    [
      "a duration",
      "targets:\n  - host: a.example\n    interval: 5 parsecs",
      ['3:15: targets[0].interval: expected a duration such as 5s or 150ms, got "5 parsecs"'],
    ],
    [
      "a duration out of bounds",
      "defaults: { interval: 1ms }",
      ['1:23: defaults.interval: expected a duration from 100ms to 1d, got "1ms"'],
    ],
    ["a misspelt key", "targts: []", ["1:1: targts: there is no such key; did you mean targets?"]],
    [
      "a misspelt key inside",
      "targets:\n  - host: a.example\n    intervall: 5s",
      ["3:5: targets[0].intervall: there is no such key; did you mean interval?"],
    ],
    [
      "a key that is like no other",
      "notify:\n  - carrierpigeon: {}",
      [
        "2:5: notify[0].carrierpigeon: there is no such key; known are webhook, slack, email, command",
      ],
    ],
    ["another kind of value", "targets: web", ['1:10: targets: expected a list, got "web"']],
    [
      "a choice",
      "defaults: { addresses: frist }",
      ['1:24: defaults.addresses: expected first or all, got "frist"; did you mean first?'],
    ],
    [
      "a port",
      "targets:\n  - { host: a.example, port: 70000 }",
      ["2:30: targets[0].port: expected a whole number from 1 to 65535, got 70000"],
    ],
    ["a host that is missing", "targets:\n  - name: web", ["2:5: targets[0]: host is missing"]],
    [
      "a target twice",
      "targets:\n  - a.example\n  - a.example:443",
      ['3:5: targets[1]: "a.example:443" is there already, at F:2: give one of them another name'],
    ],
    [
      "listening to everybody",
      "listen: 0.0.0.0:8640",
      [
        "1:9: listen: 0.0.0.0 can be reached from other machines: add tokens, or listen on 127.0.0.1",
      ],
    ],
    [
      "a secret that is not there",
      "notify:\n  - slack: { url: '${NOWHERE}' }",
      ["2:5: notify[0]: url: there is no environment variable NOWHERE"],
    ],
    [
      "a secret that is no URL, untold",
      "notify:\n  - slack: { url: 'hunter2' }",
      ["2:5: notify[0]: url: expected a URL that begins with http:// or https://"],
    ],
    [
      "a cron expression",
      "maintenance:\n  - { schedule: never, duration: 1h }",
      ['2:17: maintenance[0].schedule: "never" is not a cron expression; one is "0 3 * * 0"'],
    ],
    [
      "all of a maintenance window, and of the next",
      "maintenance:\n  - { schedule: never, duration: 1, timezone: Mars }\n  - { schedule: '0 3 * * 0', duration: 1h, timezone: Moon }",
      [
        '2:17: maintenance[0].schedule: "never" is not a cron expression; one is "0 3 * * 0"',
        "2:34: maintenance[0].duration: expected a duration such as 5s or 150ms, got 1",
        '2:47: maintenance[0].timezone: there is no time zone "Mars"; one is Asia/Tokyo',
        '3:54: maintenance[1].timezone: there is no time zone "Moon"; one is Asia/Tokyo',
      ],
    ],
    [
      "a maintenance window without its length",
      "maintenance:\n  - { schedule: '0 3 * * 0' }",
      ["2:5: maintenance[0].duration: is missing"],
    ],
    [
      "a family that an address is not of",
      "targets:\n  - { host: 2001:db8::1, family: 4 }",
      ["2:5: targets[0]: 2001:db8::1 is an IPv6 address, and family is 4: write family: 6"],
    ],
    [
      "a default family that an address is not of",
      "defaults: { family: 6 }\ntargets: [192.0.2.1]",
      ["2:11: targets[0]: 192.0.2.1 is an IPv4 address, and defaults.family is 6: write family: 4"],
    ],
    [
      "what /probe may reach: a prefix, an address, a name, ports",
      "probe: { allow: [192.0.2.0/33, 192.0.2.0.1/24, 'a b.example', 'a.example:70000', '*.example.com:443', 2001:db8::/32] }",
      [
        '1:18: probe.allow[0]: "192.0.2.0/33" is not a prefix: its length is not a number from 0 to 32; an IPv4 prefix has at most 32 bits, as in 192.0.2.0/32',
        '1:32: probe.allow[1]: "192.0.2.0.1/24" is neither a prefix nor an address; write a prefix as in 198.51.100.0/24 or 2001:db8::/120',
        '1:48: probe.allow[2]: "a b.example" is not a host: it contains white space; name a host and a port, as in example.com:443',
        '1:63: probe.allow[3]: "70000" is not a port; a port is a whole number from 1 to 65535',
      ],
    ],
    [
      "too many probes",
      "limits: { rate: 1 }\ntargets:\n  - { host: a.example, interval: 100ms }",
      [
        "3:3: targets: all targets together make 10 probes a second, limits.rate allows 1: raise it, or the intervals",
      ],
    ],
    [
      "a mapping that is broken off",
      "targets: {",
      ["1:11: Flow map in indented block must end with }"],
    ],
    ["binary junk", "\0\x01\x02", ["1:1: is not a text file"]],
  ])("%s", (_, text, sentences) => {
    const told = problemsOf(text).map((problem) => problem.replace(file, "F"));
    if (text.endsWith("{")) expect(told.length).toBeGreaterThan(0);
    else expect(told).toEqual(sentences);
  });

  test("all of it at once", () => {
    writeFileSync(
      join(folder, "broken.txt"),
      "- { host: b.example, interval: 1ms }\n- b.example:0",
    );
    const text = `listen: nowhere
targts: []
retention: { samples: 1s }
targets:
  - { host: a.example, interval: soon }
  - a.example:99999
  - file: broken.txt
notify:
  - webhook: { colour: red }
  - slack: { url: "\${NOWHERE}" }
maintenance:
  - { schedule: "0 3 * * 0", duration: 1 }
  - { schedule: never, duration: 1h }
`;
    const told = problemsOf(text).map(
      (problem) => /^(?:.*broken\.txt:)?\d+:\d+: [^:]+/.exec(problem)?.[0],
    );
    expect(told.map((start) => start?.replace(/.*broken/, "broken"))).toEqual([
      "2:1: targts",
      "3:23: retention.samples",
      "5:34: targets[0].interval",
      "9:16: notify[0].webhook.colour",
      "12:40: maintenance[0].duration",
      "13:17: maintenance[1].schedule",
      "6:5: targets[1]",
      "broken.txt:1:32: [0].interval",
      "broken.txt:2:3: [1]",
      "10:5: notify[1]",
      "1:9: listen",
    ]);
  });

  test.each<[string, string]>([
    ["urlFile", "slack"],
    ["urlFile", "webhook"],
    ["secretFile", "webhook"],
    ["smtpFile", "email"],
  ])("a secret's file that is a folder or is not there: %s of %s", (key, kind) => {
    for (const name of [".", "none.key"]) {
      const more = {
        ...(kind === "email" && { from: "a@example.com", to: "b@example.com" }),
        ...(key === "secretFile" && { url: "https://hooks.example" }),
      };
      const text = JSON.stringify({ notify: [{ [kind]: { [key]: name, ...more } }] });
      expect(problemsOf(text)).toEqual([
        `1:12: notify[0]: ${key}: ${name} cannot be read (${name === "." ? "illegal operation on a directory" : "no such file or directory"})`,
      ]);
    }
  });

  test("and which files to watch until it is right, secrets among them", () => {
    const loaded = load("notify: [{ slack: { urlFile: none.key } }]\ntargets: [{ file: '*.yml' }]");
    expect(loaded).toMatchObject({
      ok: false,
      files: [file, join(folder, "none.key")],
      patterns: [join(folder, "*.yml")],
    });
  });

  test.each([
    ["a file that is not there", join(folder, "none.yaml"), "there is no such file"],
    ["a directory", folder, "is a directory: name a file"],
  ])("%s", (_, path, sentence) => {
    const loaded = loadConfig(path, { env, hostname: "here" });
    expect(loaded.ok ? [] : loaded.problems.map(({ message }) => message)).toEqual([sentence]);
  });
});

test("whatever is written, it is taken or it is told: nothing is thrown", () => {
  const lines = example.split("\n");
  const mutation = fc.record({
    line: fc.nat(lines.length - 1),
    text: fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom("- ", "[", "{", "&a", "*a", "\t", "!!js", "<<: *b", "null", ": :"),
    ),
    replace: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      const changed = [...lines];
      for (const { line, text, replace } of mutations) {
        changed[line] = replace ? text : `${changed[line]}${text}`;
      }
      const loaded = load(changed.join("\n"));
      const problems = loaded.ok ? [] : loaded.problems.map(String);
      expect(problems.filter((problem) => !/:\d+:\d+: ./.test(problem))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
