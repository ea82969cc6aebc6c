import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { HalfopenError, reasonOf } from "../errors.ts";
import { problem } from "./problem.ts";

/** A socket that is open before there is anything to say on it. */
export interface Listening {
  readonly port: number;
  /** From now on requests are answered by this. */
  serve(fetch: Answer): void;
  /** Takes no more requests and ends those under way. */
  close(): Promise<void>;
}

type Answer = (request: Request, env?: unknown) => Response | Promise<Response>;

const notYet: Answer = () => problem(503, "the daemon is starting");

/** Opens the socket of the HTTP interface. Throws PORT_IN_USE and PORT_DENIED, SYSTEM_CALL_FAILED for the rest. */
export async function listen({ host, port }: { host: string; port: number }): Promise<Listening> {
  let answer: Answer = notYet;
  const server = createAdaptorServer({ fetch: (request, env) => answer(request, env) }) as Server;
  // Whoever sends a request octet by octet is not waited for.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxHeadersCount = 100;
  server.maxConnections = 1000;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(refusal(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve(fetch) {
      answer = fetch;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroySoon();
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, 500).unref();
      }),
  };
}

/** Where a request came from: behind a proxy of this machine, the proxy. */
export const addressOf = (context: Context): string =>
  (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? "";

function refusal(error: NodeJS.ErrnoException, host: string, port: number): HalfopenError {
  const at = `${host}:${port}`;
  if (error.code === "EADDRINUSE") {
    return new HalfopenError("PORT_IN_USE", `cannot listen on ${at}: something else does`, {
      remedy: "stop it, or choose another port with listen:",
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new HalfopenError("PORT_DENIED", `cannot listen on ${at}: not allowed`, {
      remedy: "choose a port from 1024 on with listen:",
      cause: error,
    });
  }
  return new HalfopenError("SYSTEM_CALL_FAILED", `cannot listen on ${at} (${reasonOf(error)})`, {
    remedy: "name an address of this machine with listen:",
    cause: error,
  });
}
