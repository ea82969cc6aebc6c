import { describe, expect, test } from "vitest";
import { parseCommandLine } from "./command-line.ts";

const parse = (line: string) =>
  parseCommandLine(line.split(" ").filter(Boolean), { version: "1.2.3" });

const settingsOf = (line: string) => {
  const result = parse(line);
  if (result.command !== "ping") throw new Error(`${line} is no ping`);
  return result.settings;
};

const example = { text: "example.com:443", host: "example.com", port: 443 };

/** What nobody asked for otherwise. */
const defaults = {
  files: [],
  port: 443,
  strict: false,
  allAddresses: false,
  method: "auto",
  interval: 1e9,
  timeout: 2e9,
  linger: 0,
  rate: 20_000,
  maxRatePerAddress: 10,
  ttl: 64,
  dscp: 0,
  bare: false,
  ecn: false,
  verbose: false,
  quiet: false,
  timestamps: false,
  json: false,
  table: "auto",
  closedIsUp: false,
};

describe("halfopen ping", () => {
  test("a target is enough", () => {
    expect(settingsOf("ping example.com")).toStrictEqual({ ...defaults, targets: [example] });
  });

  test("several targets, and a port for those that name none", () => {
    const { targets } = settingsOf("ping a.example b.example:22 [2001:db8::1] --port 80");
    expect(targets.map(({ text }) => text)).toEqual([
      "a.example:80",
      "b.example:22",
      "[2001:db8::1]:80",
    ]);
  });

  test.each([
    ["--host example.com", {}],
    ["--host example.com --port 443", {}],
    ["example.com -c 5", { count: 5 }],
    ["-c 5 example.com", { count: 5 }],
    ["example.com --count=4294967296", { count: 4294967296 }],
    ["example.com -i 200ms", { interval: 200e6 }],
    ["example.com -i 1.5", { interval: 1.5e9 }],
    ["example.com -W 50ms", { timeout: 50e6 }],
    ["example.com --linger 1s", { linger: 1e9 }],
    ["example.com --linger 0", { linger: 0 }],
    ["example.com --rate 50", { rate: 50 }],
    ["example.com --max-rate-per-address 100", { maxRatePerAddress: 100 }],
    ["example.com -I eth0", { interface: "eth0" }],
    ["example.com -S 198.51.100.2", { source: "198.51.100.2", family: 4 }],
    ["example.com -S 2001:db8::2", { source: "2001:db8::2", family: 6 }],
    ["example.com --source-port 50000", { sourcePort: 50000 }],
    ["example.com --flows 4", { flows: 4 }],
    ["example.com -t 1", { ttl: 1 }],
    ["example.com -Q 46", { dscp: 46 }],
    ["example.com --bare", { bare: true }],
    ["example.com --ecn", { ecn: true }],
    ["example.com -v", { verbose: true }],
    ["example.com -q", { quiet: true }],
    ["example.com -D", { timestamps: true }],
    ["example.com -vD", { verbose: true, timestamps: true }],
    ["example.com --json", { json: true }],
    ["example.com --json -q", { json: true, quiet: true }],
    ["example.com --closed-is-up", { closedIsUp: true }],
    ["example.com -4", { family: 4 }],
    ["example.com -6", { family: 6 }],
    ["example.com --ipv6", { family: 6 }],
    ["example.com --all-addresses", { allAddresses: true }],
    ["example.com --method connect", { method: "connect" }],
    ["example.com --method syn --bare", { method: "syn", bare: true }],
  ])("%s", (line, expected) => {
    const targets = [example];
    expect(settingsOf(`ping ${line}`)).toStrictEqual({ ...defaults, targets, ...expected });
  });

  test.each([["ping fe80::1%eth0"], ["ping fe80::1 -I eth0"], ["ping [fe80::1%eth0]:443 -I eth0"]])(
    "%s: the interface of a link-local target",
    (line) => {
      const literal = { address: "fe80::1", family: 6, port: 443, zone: "eth0" };
      expect(settingsOf(line).targets[0]?.literal).toEqual(literal);
    },
  );
});

describe("halfopen --host and --port, without a command, is one probe told in full", () => {
  test.each([
    ["--host example.com", { count: 1, verbose: true }],
    ["--host example.com --port 443", { count: 1, verbose: true }],
    ["--port 443 --host example.com", { count: 1, verbose: true }],
    ["--host=example.com --port=443", { count: 1, verbose: true }],
    ["--host example.com -c 3", { count: 3, verbose: true }],
    ["--host example.com --json", { count: 1, json: true }],
    ["--host example.com -q", { count: 1, quiet: true }],
  ])("%s", (line, expected) => {
    expect(settingsOf(line)).toStrictEqual({ ...defaults, targets: [example], ...expected });
  });
});

test.each([
  ["doctor", { command: "doctor", json: false }],
  ["doctor --json", { command: "doctor", json: true }],
  ["completion bash", { command: "completion", shell: "bash" }],
  ["completion fish", { command: "completion", shell: "fish" }],
])("halfopen %s", (line, expected) => {
  expect(parse(line)).toEqual(expected);
});

describe("what is refused, and what is said", () => {
  const usage =
    "usage: halfopen ping [options] <target...>, for example: halfopen ping -c 5 example.com:443";
  const help = "see halfopen ping --help";
  const port = "a port is a whole number from 1 to 65535";

  test.each([
    // words                      sentence                                     remedy
    ["", "no command is given", usage],
    ["example.com", "unknown command 'example.com'", "did you mean halfopen ping example.com?"],
    ["localhost", "unknown command 'localhost'", "did you mean halfopen ping localhost?"],
    ["nonsense", "unknown command 'nonsense'", usage],
    ["nonsense --help", "unknown command 'nonsense'", usage],
    ["pign --help", "unknown command 'pign'", "did you mean ping?"],
    ["-c 1 example.com", "unknown option '-c'", "did you mean halfopen ping -c 1 example.com?"],
    ["doctor all", "doctor takes no arguments", "see halfopen doctor --help"],
    [
      "completion bash zsh",
      "completion takes one argument, and no more",
      "see halfopen completion --help",
    ],
    [
      "ping --host example.com:443",
      '--host is a host without a port, not "example.com:443"',
      "write --host example.com --port 443",
    ],
    [
      "ping --flows 2 --method connect a",
      "--flows cannot be used with --method connect",
      "leave out --flows: with connect, the kernel picks the source ports",
    ],
    [
      "ping https://a.example/x",
      '"https://a.example/x" is not a TCP target: only tcp:// is understood',
      "did you mean a.example:443?",
    ],
    ["pign example.com", "unknown command 'pign'", "did you mean ping?"],
    ["help pign", "there is no help on an unknown command", "see halfopen --help"],
    ["--hots example.com", "unknown option '--hots'", "see halfopen --help"],
    ["ping", "no target is named", usage],
    ["ping -c 5", "no target is named", usage],
    ["completion", "no shell is named", "usage: halfopen completion bash, or zsh, or fish"],
    [
      "completion tcsh",
      'there is no completion for "tcsh"',
      "usage: halfopen completion bash, or zsh, or fish",
    ],
    ["doctor --josn", "unknown option '--josn'", "did you mean --json?"],
    ["--port 443", "no target is named", usage],
    ["ping a --cuont 5", "unknown option '--cuont'", "did you mean --count?"],
    ["ping a --inteval 5", "unknown option '--inteval'", "did you mean --interval?"],
    ["ping a -z", "unknown option '-z'", help],
    ["ping a -c", "option '-c, --count <n>' needs a value", help],
    ["ping a:0", '"0" is not a port', port],
    ["ping a:65536", '"65536" is not a port', port],
    ["ping a:abc", '"abc" is not a port', port],
    [
      "ping 2001:db8:0:0:0:0:0:1:443",
      '"2001:db8:0:0:0:0:0:1:443" is not an IPv6 address',
      "did you mean [2001:db8:0:0:0:0:0:1]:443?",
    ],
    ["ping -4 -6 a", "option '-4, --ipv4' cannot be used with option '-6, --ipv6'", help],
    ["ping -qv a", "option '-v, --verbose' cannot be used with option '-q, --quiet'", help],
    ["ping --json -v a", "option '-v, --verbose' cannot be used with option '--json'", help],
    ["ping --json -D a", "option '-D, --timestamps' cannot be used with option '--json'", help],
    [
      "ping --flows 2 --source-port 5 a",
      "option '--source-port <port>' cannot be used with option '--flows <n>'",
      help,
    ],
    [
      "ping --bare --method connect a",
      "--bare cannot be used with --method connect",
      "leave out --bare: with connect, the kernel writes the SYN",
    ],
    [
      "ping --json --table always a",
      "--json cannot be used with --table always",
      "leave out --table for a program, or --json for a terminal",
    ],
    [
      "ping --host a b c",
      '--host cannot be used with targets named beside it ("b", "c")',
      "name every target, as in halfopen ping a.example:443 b.example:22, or a single one with --host",
    ],
    [
      "ping -4 [2001:db8::1]:443",
      "[2001:db8::1]:443 is an IPv6 target, but IPv4 is asked for",
      "leave out that target, or what asks for IPv4 (-4 or -S)",
    ],
    [
      "ping -S 2001:db8::2 192.0.2.1",
      "192.0.2.1:443 is an IPv4 target, but IPv6 is asked for",
      "leave out that target, or what asks for IPv6 (-6 or -S)",
    ],
    [
      "ping -6 -S 198.51.100.2 a",
      "-6 cannot be used with the IPv4 source 198.51.100.2",
      "leave out -6, or name an IPv6 source",
    ],
    [
      "ping fe80::1",
      "[fe80::1]:443 is link-local: it means nothing without an interface",
      "name the interface, as in fe80::1%eth0, or with -I eth0",
    ],
    [
      "ping fe80::1%eth0 -I eth1",
      "[fe80::1%eth0]:443 is reached through eth0, but -I eth1 is asked for",
      "leave out -I, or the zone %eth0",
    ],
  ])("halfopen %s", (line, message, remedy) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ message, remedy }));
  });

  const time = "such as 200ms, 1s or 1.5 (seconds)";
  test.each([
    ["--port", "a whole number from 1 to 65535", ["0", "65536", "abc", "-1", "1.5"]],
    ["--count", "a whole number from 1 to 4294967296", ["0", "-1", "4294967297", "1e3", "many"]],
    ["--interval", `a duration from 100us to 24h, ${time}`, ["0", "-1s", "25h", "1d", "NaN"]],
    ["--timeout", `a duration from 1ms to 1h, ${time}`, ["0", "999us", "2h", "soon"]],
    ["--linger", `a duration from 0s to 1h, ${time}`, ["-1", "61m"]],
    ["--ttl", "a whole number from 1 to 255", ["0", "256", "x"]],
    ["--dscp", "a whole number from 0 to 63", ["64", "-1", "EF"]],
    ["--source-port", "a whole number from 1 to 65535", ["0", "65536"]],
    ["--flows", "a whole number from 1 to 512", ["0", "513"]],
    ["--rate", "a whole number from 1 to 1000000", ["0", "1000001"]],
    ["--max-rate-per-address", "a whole number from 1 to 1000000", ["0"]],
    ["--source", "an IPv4 or IPv6 address", ["eth0", "192.0.2.256"]],
    ["--interface", "the name of an interface, such as eth0", ["a/b", "sixteen-letters0"]],
    ["--method", "one of syn, connect, auto", ["udp", "SYN"]],
  ])("%s must be %s", (flag, expected, values) => {
    for (const value of values) {
      expect(() => parse(`ping example.com ${flag} ${value}`)).toThrow(
        expect.objectContaining({
          code: "USAGE",
          message: `${flag} must be ${expected}, not "${value}"`,
          remedy: help,
        }),
      );
    }
  });
});

describe("what is only printed", () => {
  test.each(["--version", "-V", "ping --version"])("%s", (line) => {
    expect(parse(line)).toEqual({ command: "version", text: "1.2.3\n" });
  });

  test.each(["--help", "-h", "help"])("%s names the commands", (line) => {
    expect(parse(line)).toMatchObject({
      command: "help",
      text: expect.stringMatching(
        /^Usage: halfopen <command>.*\n {2}ping \[options\] <target\.\.\.> .*\n {2}help \[command\] .*\n {2}halfopen --host <host> \[--port <port>\]\n/s,
      ),
    });
  });

  test.each(["ping --help", "ping -h", "help ping", "ping example.com --help"])("%s", (line) => {
    const result = parse(line);
    const text = "text" in result ? result.text : "";
    expect(text).toMatch(/^Usage: halfopen ping \[options\] <target\.\.\.>/);
    expect(text).toContain("-i, --interval <time>");
    expect(text).toMatch(/100us\s+to\s+24h\s+\(default:\s+1s\)/);
    expect(text).toMatch(/1 to\s+255\s+\(default:\s+64\)/);
    expect(text).toContain("(default: until interrupted)");
    expect(text).toContain("Examples:");
  });

  test.each(["doctor --help", "help completion"])("%s: exit codes and examples", (line) => {
    const result = parse(line);
    const text = "text" in result ? result.text : "";
    expect(text).toMatch(/^Exit code:\n {2}0 {2}/m);
    expect(text).toContain("Examples:");
  });

  test("help is as wide as it is told to be", () => {
    expect(widest(80)).toBeLessThanOrEqual(80);
    expect(widest(160)).toBeGreaterThan(80);
  });
});

function widest(columns: number): number {
  const result = parseCommandLine(["ping", "-h"], { version: "1.2.3", columns });
  const text = "text" in result ? result.text : "";
  const options = text.slice(0, text.indexOf("Durations:"));
  return Math.max(...options.split("\n").map((line) => line.length));
}
