import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { halfopen, refusal } from "../cli/halfopen.ts";

let folder: string;
const write = (name: string, content: string | Uint8Array): void =>
  writeFileSync(join(folder, name), content);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "halfopen-"));
  write("empty.txt", "# nothing but\n\n# comments\n");
  write(
    "junk.bin",
    Uint8Array.from({ length: 4096 }, (_, index) => (index * 167) & 255),
  );
  write("wrong.txt", "127.0.0.1:1\n127.0.0.1:99999\n127.0.0.2:1\n");
  write("all.txt", "127.0.0.0/8\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const oneTarget = "write one target on each line, as in example.com:443";

test.each([
  {
    name: "nothing to probe",
    words: "",
    sentence: "no target is named, and no file of targets",
    remedy: /usage: halfopen sweep .*/,
  },
  {
    name: "an IPv4 prefix that is too large",
    words: "10.0.0.0/8",
    sentence: "10.0.0.0/8 is too large: an IPv4 prefix is a /12 at most, 1,048,576 addresses",
    remedy: "name several prefixes of /12 or longer",
  },
  {
    name: "an IPv6 prefix that is too large",
    words: "2001:db8::/64",
    sentence: "2001:db8::/64 is too large: an IPv6 prefix is a /116 at most, 4,096 addresses",
    remedy: "name several prefixes of /116 or longer",
  },
  {
    name: "a missing file",
    words: "-f DIR/absent.txt",
    sentence: /cannot read DIR\/absent\.txt: there is no such file/,
    remedy: "check the path",
  },
  {
    name: "a directory",
    words: "-f DIR",
    sentence: /cannot read DIR: it is a directory/,
    remedy: "name a file in it",
  },
  {
    name: "binary junk",
    words: "-f DIR/junk.bin",
    sentence: /DIR\/junk\.bin is not a text in UTF-8/,
    remedy: "give a text file with one target on each line",
  },
  {
    name: "a list without a target",
    words: "-f DIR/empty.txt",
    sentence: /DIR\/empty\.txt names no target/,
    remedy: oneTarget,
  },
  {
    name: "an empty standard input",
    words: "-f -",
    sentence: "standard input names no target",
    remedy: oneTarget,
  },
  {
    name: "standard input twice",
    words: "-f - -f -",
    sentence: "standard input can be read only once",
    remedy: "leave out one of the two -f -",
  },
  {
    name: "a wrong line under --strict",
    words: "-f DIR/wrong.txt --strict",
    sentence: /DIR\/wrong\.txt:2: "99999" is not a port/,
    remedy: "a port is a whole number from 1 to 65535",
  },
  {
    name: "more endpoints than can be asked again",
    words: "127.0.0.0/12 -p 1-1025 -c 2",
    sentence:
      "1,074,790,400 endpoints are too many for -c 2: those asked again may be 1,073,741,824",
    remedy: "ask each once with -c 1, or sweep fewer at a time",
  },
  {
    name: "everything excluded",
    words: "127.0.0.1 --exclude-file DIR/all.txt",
    sentence: "nothing is left to probe: every target is excluded",
    remedy: "look at what the exclusions cover",
  },
  {
    name: "--rate 0",
    words: "127.0.0.1 --rate 0",
    sentence: /--rate must be a whole number from 1 to \d+, not "0"/,
    remedy: "see halfopen sweep --help",
  },
  {
    name: "--threads 0",
    words: "127.0.0.1 --threads 0",
    sentence: '--threads must be a whole number from 1 to 64, not "0"',
    remedy: "see halfopen sweep --help",
  },
  {
    name: "an empty item in the ports",
    words: "127.0.0.1 -p 22,,80",
    sentence: 'the port list "22,,80" has an empty item',
    remedy: "write ports and ranges with commas between them, as in 22,80,8000-8010",
  },
  {
    name: "two forms of output",
    words: "127.0.0.1 --json --csv",
    sentence: "option '--json' cannot be used with option '--csv'",
    remedy: "see halfopen sweep --help",
  },
  {
    name: "a resume file that is not there",
    words: "127.0.0.1 --resume DIR/none.resume",
    sentence: /cannot read DIR\/none\.resume: no such file or directory/,
    remedy: "give the file that an interrupted sweep named when it ended",
  },
])("$name is refused in one sentence", async ({ words, sentence, remedy }) => {
  const expected =
    typeof sentence === "string"
      ? sentence
      : new RegExp(sentence.source.replaceAll("DIR", folder.replaceAll(/[.\\]/g, "\\$&")));
  const ended = await halfopen(`sweep ${words.replaceAll("DIR", folder)}`);
  expect(ended).toEqual(refusal(expected, remedy));
});

test("a wrong line is named and passed over, and the end says that it was", async () => {
  const words = `sweep -f ${folder}/wrong.txt -W 300ms --linger 0s --csv`;
  const { code, stdout, stderr } = await halfopen(words);
  expect(stderr).toContain(`halfopen: ${folder}/wrong.txt:2: "99999" is not a port`);
  expect(stderr).toContain("warning: 1 wrong line passed over");
  expect(stdout).toMatch(/^127\.0\.0\.1:1,/m);
  expect(stdout).toMatch(/^127\.0\.0\.2:1,/m);
  expect(code).toBe(2);
});
