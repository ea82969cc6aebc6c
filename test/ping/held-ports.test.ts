import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import {
  type Endpoint,
  nanosecondsFromMilliseconds,
  openProber,
  ping,
  type ProbeResult,
} from "../../src/index.ts";
import { whyNoLab } from "../lab/index.ts";

const missing = whyNoLab();

/** What another program gets that binds this port: `bound`, or the errno's name. */
function bindElsewhere(address: string, port: number): string {
  const script = `
    const server = require("node:net").createServer();
    server.on("error", (error) => console.log(error.code));
    server.listen({ host: "${address}", port: ${port} }, () => { console.log("bound"); server.close(); });`;
  return spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stdout.trim();
}

/** Every socket that this process has open, and every ring that it has mapped. */
function socketsHeld(): string[] {
  const open = readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const link = readlinkSync(`/proc/self/fd/${fd}`);
      return link.startsWith("socket:") ? [link] : [];
    } catch {
      return []; // The descriptor of the listing itself.
    }
  });
  const maps = readFileSync("/proc/self/maps", "utf8").split("\n");
  return [...open, ...maps.filter((line) => line.includes("socket:["))].toSorted();
}

/** A server of this process on loopback, which accepts and closes. */
async function listen(host: string): Promise<{ endpoint: Endpoint } & AsyncDisposable> {
  const server = createServer((socket) => socket.on("error", () => {}).destroy());
  await new Promise<void>((resolve) => void server.listen({ host, port: 0 }, resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: { address: host, family: host.includes(":") ? 6 : 4, port },
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const sourcePortOf = (result: ProbeResult): number => result.source?.port ?? 0;

/** The packet sockets that the kernel lists as ours. */
const packetSockets = () =>
  execFileSync("ss", ["-0pnH"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(`pid=${process.pid},`));

describe.skipIf(missing)(`source ports are held, not guessed ${missing ?? ""}`, () => {
  test.each([
    ["127.0.0.1", "0.0.0.0"],
    ["::1", "::"],
  ])("no other program can bind a port that we probe from, on %s or %s", async (host, any) => {
    await using server = await listen(host);
    const before = socketsHeld();
    const ports: number[] = [];
    {
      await using prober = openProber();
      for await (const event of prober.run({
        endpoints: [server.endpoint],
        count: 3,
        interval: nanosecondsFromMilliseconds(5),
        timeout: nanosecondsFromMilliseconds(2000),
      })) {
        if (event.event === "probe") ports.push(sourcePortOf(event.result));
      }
      expect(new Set(ports).size).toBe(3);
      for (const port of ports) {
        expect(bindElsewhere(host, port)).toBe("EADDRINUSE");
        expect(bindElsewhere(any, port)).toBe("EADDRINUSE");
      }
      expect(socketsHeld().length).toBeGreaterThan(before.length);
    }
    for (const port of ports) expect(bindElsewhere(host, port)).toBe("bound");
    expect(socketsHeld()).toEqual(before);
  });

  test("ports come from the whole ephemeral range of this machine", async () => {
    await using server = await listen("127.0.0.1");
    const [least = 0, most = 0] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8")
      .trim()
      .split(/\s+/)
      .map(Number);
    const ports: number[] = [];
    for await (const result of ping(`127.0.0.1:${server.endpoint.port}`, {
      count: 40,
      intervalMs: 1,
    })) {
      ports.push(sourcePortOf(result));
    }
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...ports)).toBeLessThanOrEqual(most);
    expect(new Set(ports).size).toBe(40);
    // Forty ports within an eighth of the range would be chance once in 10^33.
    expect(Math.max(...ports) - Math.min(...ports)).toBeGreaterThan((most - least) / 8);
  });

  test("leaving the loop early, or throwing within it, lets go of everything", async () => {
    await using server = await listen("127.0.0.1");
    const target = `127.0.0.1:${server.endpoint.port}`;
    const before = socketsHeld();
    for await (const result of ping(target, { intervalMs: 5 })) if (result.index === 3) break;
    expect(socketsHeld()).toEqual(before);
    const throwing = async () => {
      for await (const result of ping(target, { intervalMs: 5 })) throw new Error(result.outcome);
    };
    await expect(throwing()).rejects.toThrow("open");
    expect(socketsHeld()).toEqual(before);
  });

  test("opening that fails half-way leaves nothing open", () => {
    const before = socketsHeld();
    expect(() => openProber({ interface: "no-such-one" })).toThrow(
      expect.objectContaining({ code: "INTERFACE_UNKNOWN" }),
    );
    expect(socketsHeld()).toEqual(before);
  });

  test("a source port of our own choice that another program has is refused", async () => {
    await using server = await listen("127.0.0.1");
    await using taken = await listen("127.0.0.1");
    const before = socketsHeld();
    await using prober = openProber({ sourcePort: taken.endpoint.port });
    expect(await prober.probe(server.endpoint)).toMatchObject({
      outcome: "error",
      error: { code: "PORT_IN_USE" },
    });
    await prober[Symbol.asyncDispose]();
    expect(socketsHeld()).toEqual(before);
  });

  test("the kernel lists no packet socket of ours afterwards", async () => {
    await using server = await listen("127.0.0.1");
    {
      await using prober = openProber();
      await prober.probe(server.endpoint);
      expect(packetSockets()).toHaveLength(1);
    }
    expect(packetSockets()).toEqual([]);
  });
});
