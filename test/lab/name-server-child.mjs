// A name server for tests (RFC 1035): answers what it was last told on standard input, or nothing at all.
import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";

const { address } = JSON.parse(process.argv[2]);
const types = { 1: "A", 28: "AAAA" };
const [nameError, notImplemented] = [3, 4];

/** `{ "web.example.com": { "A": ["192.0.2.1"], "ttl": 1 } }`, or "silence". */
let zone = {};

/** The name that is asked for, and where the question ends. */
function questionOf(query) {
  const labels = [];
  let at = 12;
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

const octetsOf = (written) => Buffer.from(written.split(".").map(Number));

function answerTo(query) {
  const { name, type, end } = questionOf(query);
  const known = zone[name];
  const addresses = type === 1 ? (known?.A ?? []) : [];
  const code = known === undefined ? nameError : types[type] === undefined ? notImplemented : 0;
  const head = Buffer.from(query.subarray(0, 12));
  // A response, by who knows, with recursion as it was wished and to be had.
  head.writeUInt16BE(0x8480 | (query.readUInt16BE(2) & 0x0100) | code, 2);
  for (const [offset, count] of [
    [4, 1],
    [6, addresses.length],
    [8, 0],
    [10, 0],
  ]) {
    head.writeUInt16BE(count, offset);
  }
  const records = addresses.map((one) => {
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(1, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(known.ttl ?? 1, 6);
    record.writeUInt16BE(4, 10);
    return Buffer.concat([record, octetsOf(one)]);
  });
  return Buffer.concat([head, query.subarray(12, end), ...records]);
}

const socket = createSocket("udp4");
socket.on("message", (query, { port, address: from }) => {
  console.log("asked");
  if (zone !== "silence") socket.send(answerTo(query), port, from);
});
socket.bind(53, address, () => console.log("ready"));
createInterface({ input: process.stdin }).on("line", (line) => {
  zone = JSON.parse(line);
  console.log("told");
});
