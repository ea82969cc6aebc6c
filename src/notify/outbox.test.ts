import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ChannelConfig, Secret } from "../config/index.ts";
import type { Incident } from "../incident.ts";
import type { NotificationRecord } from "../store/index.ts";
import { Outbox } from "./outbox.ts";

const secret = (text: string): Secret => ({ reveal: () => text });

const incident: Incident = {
  id: "i1",
  vantage: "here",
  target: "web",
  endpoint: { address: "192.0.2.7", family: 4, port: 443 },
  rule: "down",
  openedAt: 1000,
  summary: "the last 5 probes were unanswered",
  evidence: [{ at: 900, outcome: "timeout" }],
};
const opened = { kind: "opened", incidents: [incident] } as const;
const closed = { kind: "closed", incidents: [{ ...incident, closedAt: 5000 }] } as const;

type Got = { headers: IncomingHttpHeaders; body: string };
type Answer = number | "hang" | "reset";

/** A real receiver that answers as it is told, the last answer for ever. */
async function receiver(...answers: Answer[]) {
  const got: Got[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      const answer = answers[Math.min(got.length, answers.length) - 1]!;
      if (answer === "reset") request.socket.destroy();
      else if (answer !== "hang") response.writeHead(answer, { location: "/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    got,
    url: secret(`http://127.0.0.1:${port}/hook`),
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** An outbox whose pauses pass at once, and a store that remembers. */
function outboxTo(channels: readonly ChannelConfig[], pending: NotificationRecord[] = []) {
  const kept = new Map(pending.map((record) => [record.id, record]));
  const pauses: number[] = [];
  const log: string[] = [];
  let clock = 10_000;
  let ids = pending.length;
  const settled = new Map<string, () => void>();
  const outbox = new Outbox({
    channels,
    save: async ({ notifications = [] }) => {
      for (const record of notifications) {
        kept.set(record.id, record);
        if (record.state !== "pending") settled.get(record.id)?.();
      }
    },
    now: () => clock,
    newId: () => `n${++ids}`,
    vantage: "here",
    log: (_, sentence) => log.push(sentence),
    after: (milliseconds, callback) => {
      pauses.push(milliseconds);
      clock += milliseconds;
      const soon = setImmediate(callback);
      return () => clearImmediate(soon);
    },
  });
  const tell = (announcement: Parameters<Outbox["prepare"]>[0]) => {
    const records = outbox.prepare(announcement);
    for (const record of records) kept.set(record.id, record);
    const done = records.map(({ id }) => new Promise<void>((resolve) => settled.set(id, resolve)));
    outbox.enqueue(records, Promise.resolve());
    return Promise.all(done);
  };
  return { outbox, kept, pauses, log, tell };
}

const webhook = (url: Secret, more = {}): ChannelConfig => ({
  id: "webhook",
  kind: "webhook",
  url,
  ...more,
});

afterEach(() => void vi.useRealTimers());

describe("webhook", () => {
  test("a message bears its incident with evidence, a key, and a signature that its receiver can check", async () => {
    using peer = await receiver(204);
    const { tell, kept } = outboxTo([webhook(peer.url, { key: secret("hush") })]);
    await tell(opened);
    const [{ headers, body }] = peer.got as [Got];
    expect(JSON.parse(body)).toMatchObject({
      id: "n1",
      kind: "opened",
      vantage: "here",
      incidents: [incident],
    });
    expect(headers["idempotency-key"]).toBe("n1");
    const [, time, mac] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["halfopen-signature"])) ?? [];
    expect(mac).toBe(createHmac("sha256", "hush").update(`${time}.${body}`).digest("hex"));
    expect(kept.get("n1")).toMatchObject({ state: "delivered", attempts: 1 });
  });

  test("of many incidents the first twenty come with evidence, and how many come without is said", async () => {
    using peer = await receiver(204);
    const { tell } = outboxTo([webhook(peer.url)]);
    const incidents = Array.from({ length: 1000 }, (_, n) => ({ ...incident, id: `i${n}` }));
    await tell({ kind: "opened", incidents });
    const body = JSON.parse(peer.got[0]!.body) as { incidents: Incident[] };
    expect(body).toMatchObject({ count: 1000, evidenceLeftOut: 980 });
    expect(body.incidents).toHaveLength(1000);
    expect(body.incidents.filter(({ evidence }) => evidence.length > 0)).toHaveLength(20);
  });

  test.each<[string, Answer[]]>([
    ["errors of the server", [500, 503, 204]],
    ["connections that are reset", ["reset", "reset", 204]],
    ["a redirection, which is not followed", [302, 302, 204]],
    ["too many requests", [429, 429, 204]],
  ])("%s are tried again, later each time, under the same key", async (_, answers) => {
    using peer = await receiver(...answers);
    const { tell, kept, pauses } = outboxTo([webhook(peer.url)]);
    await tell(opened);
    expect(peer.got.map(({ headers }) => headers["idempotency-key"])).toEqual(["n1", "n1", "n1"]);
    expect(kept.get("n1")).toMatchObject({ state: "delivered", attempts: 3 });
    expect(pauses.slice(1)).toEqual([1000, 2000]);
  });

  test("what is refused is tried for an hour, because receivers come back; then it is given up and why is kept", async () => {
    using peer = await receiver(404);
    const { tell, kept, log, pauses } = outboxTo([webhook(peer.url)]);
    await tell(opened);
    expect(kept.get("n1")).toMatchObject({
      state: "given-up",
      lastError: "the receiver answered 404",
    });
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(3_600_000);
    expect(log.join()).not.toContain("/hook");
  });

  test("a refusal after an outage of the receiver is the first of its hour, however long that was", async () => {
    using peer = await receiver(...Array<Answer>(25).fill(503), 404, 204);
    const { tell, kept } = outboxTo([webhook(peer.url)]);
    await tell(opened);
    expect(kept.get("n1")).toMatchObject({ state: "delivered", attempts: 27 });
  });

  test("what is refused holds up only what is about the same incident", async () => {
    using peer = await receiver(404, 404, 204);
    const { tell } = outboxTo([webhook(peer.url)]);
    const other = { kind: "opened", incidents: [{ ...incident, id: "i2" }] } as const;
    await Promise.all([tell(opened), tell(closed), tell(other)]);
    const keys = peer.got.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(5);
    expect(keys.slice(0, 2)).toEqual(["n1", "n3"]);
    expect(keys.lastIndexOf("n1")).toBeLessThan(keys.indexOf("n2"));
  });

  test("a receiver that never answers delays no other, and what it was to get stays pending", async () => {
    using silent = await receiver("hang");
    using peer = await receiver(204);
    const { outbox, kept, tell } = outboxTo([
      webhook(silent.url),
      { id: "slack", kind: "slack", url: peer.url },
    ]);
    const all = tell(opened);
    await Promise.race([all, until(() => peer.got.length === 1)]);
    expect(JSON.parse(peer.got[0]!.body)).toMatchObject({
      text: expect.stringContaining("[DOWN] web 192.0.2.7:443"),
    });
    await until(() => silent.got.length === 1);
    await outbox[Symbol.asyncDispose]();
    expect(kept.get("n1")).toMatchObject({ state: "pending", attempts: 0 });
  });

  test("an attempt is broken off after ten seconds, though memory is tidied up meanwhile", async () => {
    using silent = await receiver("hang", 204);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { tell, kept } = outboxTo([webhook(silent.url)]);
    const told = tell(opened);
    while (silent.got.length === 0) await turn();
    collectGarbage();
    vi.advanceTimersByTime(10_000);
    await told;
    expect(kept.get("n1")).toMatchObject({ state: "delivered", attempts: 2 });
  });

  test("an end never overtakes its beginning", async () => {
    using peer = await receiver(500, 204);
    const { tell } = outboxTo([webhook(peer.url)]);
    await Promise.all([tell(opened), tell(closed)]);
    expect(peer.got.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toEqual([
      "opened",
      "opened",
      "closed",
    ]);
  });
});

test("what was pending at a crash is delivered after it, under the same key", async () => {
  using peer = await receiver(204);
  const before = outboxTo([webhook(peer.url)]);
  const records = before.outbox.prepare(opened);
  await before.outbox[Symbol.asyncDispose]();
  const { outbox, kept } = outboxTo([webhook(peer.url)], records);
  outbox.restore(records);
  await until(() => kept.get("n1")?.state === "delivered");
  expect(peer.got.map(({ headers }) => headers["idempotency-key"])).toEqual(["n1"]);
});

test("a disk that takes nothing does not keep the news from being told", async () => {
  using peer = await receiver(204);
  const { outbox } = outboxTo([webhook(peer.url)]);
  outbox.enqueue(outbox.prepare(opened), new Promise(() => {}));
  await until(() => peer.got.length === 1);
  expect(peer.got[0]!.headers["idempotency-key"]).toBe("n1");
});

test("a removed channel's messages are given up, and told", async () => {
  const { outbox, kept, log } = outboxTo([]);
  const record: NotificationRecord = {
    id: "n9",
    channel: "gone",
    createdAt: 1,
    state: "pending",
    attempts: 0,
    nextAttempt: 1,
    incidents: [],
    message: "{}",
  };
  outbox.restore([record]);
  expect(kept.get("n9")?.state).toBe("given-up");
  expect(log).toHaveLength(1);
});

test("email: plain text, tried again after a passing refusal, headers safe from what a target is called", async () => {
  const mails: string[] = [];
  let attempts = 0;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, _, done) {
      let text = "";
      stream.on("data", (chunk) => (text += String(chunk)));
      stream.on("end", () => {
        if (attempts++ === 0) return done(Object.assign(new Error("later"), { responseCode: 451 }));
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const channel = {
    id: "email",
    kind: "email",
    smtp: secret(`smtp://127.0.0.1:${port}`),
    from: "a@example.com",
    to: ["b@example.com"],
  } as const;
  const { outbox, kept } = outboxTo([channel]);
  const evil = {
    kind: "opened",
    incidents: [{ ...incident, target: "web\r\nbcc: c@example.com" }],
  } as const;
  outbox.enqueue(outbox.prepare(evil), Promise.resolve());
  await until(() => kept.get("n1")?.state === "delivered");
  await outbox[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(attempts).toBe(2);
  expect(mails[0]).toMatch(/^Subject: \[DOWN\] web bcc: c@example\.com/m);
  const [headers = ""] = mails[0]!.split("\r\n\r\n", 1);
  expect(headers).not.toMatch(/^bcc:/im);
  expect(mails[0]).toMatch(/^Message-ID: <n1@halfopen\.invalid>/m);
});

test("command: words filled in without a shell, the announcement on standard input, failures with what it said", async () => {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-notify-"));
  const file = join(folder, "told");
  const run = [
    "/bin/sh",
    "-c",
    'cat > "$0"; echo "$1" >> "$0"',
    file,
    "{{target}}; {{rule}} $(id)",
  ];
  const { outbox, tell } = outboxTo([{ id: "command", kind: "command", run }]);
  await tell(opened);
  await outbox[Symbol.asyncDispose]();
  const told = readFileSync(file, "utf8");
  expect(told).toMatch(/"kind":"opened".*web; down \$\(id\)\n$/s);
  rmSync(folder, { recursive: true });

  const failing = outboxTo([
    { id: "command", kind: "command", run: ["/bin/sh", "-c", "echo no such pager >&2; exit 3"] },
  ]);
  failing.outbox.enqueue(failing.outbox.prepare(opened), Promise.resolve());
  await until(() => failing.kept.get("n1")?.lastError !== undefined);
  await failing.outbox[Symbol.asyncDispose]();
  expect(failing.kept.get("n1")?.lastError).toBe("/bin/sh ended with 3: no such pager");
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** Looks at each turn of the event loop: something real has to happen in between. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
}
