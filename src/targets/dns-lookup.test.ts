import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Resolvers, systemTimedLookup } from "./dns-lookup.ts";

const flagsOfAnswer = 0x8180;
const typeOf = (query: Buffer): number => query.readUInt16BE(query.length - 4);
const types = { a: 1 };

/** The answer to a question that stands alone in its query (RFC 1035 §4.1): 192.0.2.1, or nothing. */
function answerTo(query: Buffer): Buffer {
  const isFour = typeOf(query) === types.a;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(flagsOfAnswer, 2);
  header.writeUInt16BE(isFour ? 1 : 0, 6);
  const record = Buffer.from("c00c00010001000000070004c0000201", "hex");
  return Buffer.concat([header, query.subarray(12), isFour ? record : Buffer.alloc(0)]);
}

/** Without the extension of EDNS behind the question (RFC 6891), which a server may ignore. */
function questionOf(query: Buffer): Buffer {
  let end = 12;
  while (query[end] !== 0) end += query[end]! + 1;
  const question = Buffer.from(query.subarray(0, end + 5));
  question.writeUInt16BE(0, 10);
  return question;
}

test("names are asked for side by side: a server that is slow holds up each only once", async () => {
  // It says nothing before it has heard all: whoever asks for one after the other waits for ever.
  const names = Array.from({ length: 32 }, (_, n) => `host${n}.example`);
  const server = createSocket("udp4");
  const heard: (() => void)[] = [];
  server.on("message", (message, { address, port }) => {
    heard.push(() => server.send(answerTo(questionOf(message)), port, address));
    if (heard.length === names.length * 2) for (const answer of heard) answer();
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const lookup = systemTimedLookup([`127.0.0.1:${server.address().port}`]);
    const found = await Promise.all(names.map(lookup));
    for (const one of found)
      expect(one).toEqual({ addresses: ["192.0.2.1"], ttl: 7, partial: false });
    expect(heard).toHaveLength(names.length * 2);
  } finally {
    server.close();
  }
});

test("other name servers are asked when their file was changed, also one that was not there", () => {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-dns-"));
  const file = join(folder, "resolv.conf");
  const resolvers = new Resolvers(file);
  const first = resolvers.current();
  expect(resolvers.current()).toBe(first);
  writeFileSync(file, "nameserver 192.0.2.1");
  const second = resolvers.current();
  expect(second).not.toBe(first);
  expect(resolvers.current()).toBe(second);
  utimesSync(file, 1, 1);
  expect(resolvers.current()).not.toBe(second);
  rmSync(folder, { recursive: true });
});
