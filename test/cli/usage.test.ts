import { describe, expect, test } from "vitest";
import { halfopen, refusal } from "./halfopen.ts";

const usage =
  "usage: halfopen ping [options] <target...>, for example: halfopen ping -c 5 example.com:443";
const ports = "a port is a whole number from 1 to 65535";
const hosts = "name a host and a port, as in example.com:443";
const help = "see halfopen ping --help";
const intervals = "a duration from 100us to 24h, such as 200ms, 1s or 1.5 (seconds)";
const timeouts = "a duration from 1ms to 1h, such as 200ms, 1s or 1.5 (seconds)";

describe("a command line that cannot be meant is refused in one sentence", () => {
  test.concurrent.each([
    ["", "no command is given", usage],
    ["ping", "no target is named", usage],
    ["ping -c 3 --json", "no target is named", usage],
    ["pnig 127.0.0.1", "unknown command 'pnig'", "did you mean ping?"],
    ["ping --cuont 3 127.0.0.1", "unknown option '--cuont'", "did you mean --count?"],
    ["ping --inteval 1s 127.0.0.1", "unknown option '--inteval'", "did you mean --interval?"],
    ["ping --zzzzzzzz 127.0.0.1", "unknown option '--zzzzzzzz'", help],
    ["ping -Z 127.0.0.1", "unknown option '-Z'", help],
    ["ping 127.0.0.1 -c", "option '-c, --count <n>' needs a value", help],
  ])("halfopen %s", async (words, sentence, remedy) => {
    expect(await halfopen(words)).toEqual(refusal(sentence, remedy));
  });
});

describe("so is a target that names no host and port", () => {
  test.concurrent.each([
    ["ping 127.0.0.1:0", '"0" is not a port', ports],
    ["ping 127.0.0.1:65536", '"65536" is not a port', ports],
    ["ping 127.0.0.1:abc", '"abc" is not a port', ports],
    ["ping 127.0.0.1:", "the port is missing after the colon", ports],
    ["ping :443", "the host is missing", hosts],
    ["ping 127.0.0.256", '"127.0.0.256" is neither a host name nor an IPv4 address', hosts],
    ["ping 127.1", '"127.1" is neither a host name nor an IPv4 address', hosts],
    ["ping a..example", '"a..example" has an empty label between its dots', hosts],
    ["ping a_b!c", '"a_b!c" is not a host: it contains "!"', hosts],
    [
      "ping udp://127.0.0.1:53",
      '"udp://127.0.0.1:53" is not a TCP target: only tcp:// is understood',
      hosts,
    ],
    ["ping ::1:443x", '"::1:443x" is not a host: it contains ":"', hosts],
    [
      "ping [::1",
      '"[::1" has no closing bracket',
      "write an IPv6 address and its port as [2001:db8::1]:443",
    ],
    [
      "ping 255.255.255.255",
      "255.255.255.255:443 cannot be probed: 255.255.255.255 is not the address of one host",
      "TCP speaks to a single host: name its own address",
    ],
    [
      "ping 224.0.0.1",
      "224.0.0.1:443 cannot be probed: 224.0.0.1 is not the address of one host",
      "TCP speaks to a single host: name its own address",
    ],
    [
      "ping fe80::1",
      "[fe80::1]:443 is link-local: it means nothing without an interface",
      "name the interface, as in fe80::1%eth0, or with -I eth0",
    ],
    ["--host 127.0.0.1 --port 0", '--port must be a whole number from 1 to 65535, not "0"', help],
    [
      "--host 127.0.0.1 --port 65536",
      '--port must be a whole number from 1 to 65535, not "65536"',
      help,
    ],
    [
      "--host 127.0.0.1 --port abc",
      '--port must be a whole number from 1 to 65535, not "abc"',
      help,
    ],
  ])("halfopen %s", async (words, sentence, remedy) => {
    expect(await halfopen(words)).toEqual(refusal(sentence, remedy));
  });
});

describe("so is a value out of range", () => {
  test.concurrent.each([
    ["-c 0", '--count must be a whole number from 1 to 4294967296, not "0"'],
    ["-c -1", '--count must be a whole number from 1 to 4294967296, not "-1"'],
    ["-c 4294967297", '--count must be a whole number from 1 to 4294967296, not "4294967297"'],
    ["-c 1.5", '--count must be a whole number from 1 to 4294967296, not "1.5"'],
    ["-c many", '--count must be a whole number from 1 to 4294967296, not "many"'],
    ["-i 0", `--interval must be ${intervals}, not "0"`],
    ["-i 99us", `--interval must be ${intervals}, not "99us"`],
    ["-i 25h", `--interval must be ${intervals}, not "25h"`],
    ["-i soon", `--interval must be ${intervals}, not "soon"`],
    ["-W 0", `--timeout must be ${timeouts}, not "0"`],
    ["-W 61m", `--timeout must be ${timeouts}, not "61m"`],
    ["-W 1e3", `--timeout must be ${timeouts}, not "1e3"`],
    [
      "--linger 2h",
      '--linger must be a duration from 0s to 1h, such as 200ms, 1s or 1.5 (seconds), not "2h"',
    ],
    ["-t 0", '--ttl must be a whole number from 1 to 255, not "0"'],
    ["-t 256", '--ttl must be a whole number from 1 to 255, not "256"'],
    ["-Q 64", '--dscp must be a whole number from 0 to 63, not "64"'],
    ["--rate 0", '--rate must be a whole number from 1 to 1000000, not "0"'],
    [
      "--max-rate-per-address 0",
      '--max-rate-per-address must be a whole number from 1 to 1000000, not "0"',
    ],
    ["--source-port 0", '--source-port must be a whole number from 1 to 65535, not "0"'],
    ["--flows 0", '--flows must be a whole number from 1 to 512, not "0"'],
    ["--method udp", '--method must be one of syn, connect, auto, not "udp"'],
    ["-S here", '--source must be an IPv4 or IPv6 address, not "here"'],
    ["-I a/b", '--interface must be the name of an interface, such as eth0, not "a/b"'],
  ])("%s", async (words, sentence) => {
    expect(await halfopen(`ping ${words} 127.0.0.1`)).toEqual(refusal(sentence, help));
  });
});

describe("so are options that contradict each other", () => {
  test.concurrent.each([
    ["-4 -6", "option '-4, --ipv4' cannot be used with option '-6, --ipv6'"],
    ["-v -q", "option '-v, --verbose' cannot be used with option '-q, --quiet'"],
    ["-v --json", "option '-v, --verbose' cannot be used with option '--json'"],
    ["-D --json", "option '-D, --timestamps' cannot be used with option '--json'"],
    [
      "--source-port 5000 --flows 2",
      "option '--source-port <port>' cannot be used with option '--flows <n>'",
    ],
  ])("%s", async (words, sentence) => {
    expect(await halfopen(`ping ${words} 127.0.0.1`)).toEqual(refusal(sentence, help));
  });

  test.concurrent.each([
    ["--host ::1 127.0.0.1", '--host cannot be used with targets named beside it ("127.0.0.1")'],
    ["-6 127.0.0.1", "127.0.0.1:443 is an IPv4 target, but IPv6 is asked for"],
    ["-4 ::1", "[::1]:443 is an IPv6 target, but IPv4 is asked for"],
    ["-6 -S 127.0.0.1 ::1", "-6 cannot be used with the IPv4 source 127.0.0.1"],
    ["--bare --method connect 127.0.0.1", "--bare cannot be used with --method connect"],
  ])("%s", async (words, sentence) => {
    expect(await halfopen(`ping ${words}`)).toEqual(refusal(sentence, /.+/));
  });
});

describe("what is asked for is printed, and nothing is sent", () => {
  test.concurrent.each([
    ["--version", /^\d+\.\d+\.\d+\S*\n$/],
    ["--help", /^Usage: halfopen <command> \[options\]\n/],
    ["ping --help", /^Usage: halfopen ping \[options\] <target\.\.\.>\n/],
  ])("halfopen %s", async (words, text) => {
    const { code, stdout, stderr } = await halfopen(words);
    expect(stdout).toMatch(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
