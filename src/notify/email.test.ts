import { createServer, type AddressInfo, type Socket } from "node:net";
import { expect, test } from "vitest";
import { delivery } from "../../test/support/delivery.ts";
import { sendEmail } from "./email.ts";

/** What a mail server does that accepts connections and never gets to the point. */
const servers: [string, (socket: Socket, sent: () => void) => void][] = [
  ["says nothing", (_, sent) => sent()],
  [
    "drips a greeting without end",
    (socket, sent) => {
      const drip = setInterval(() => socket.write("220-wait\r\n", sent), 5);
      socket.once("close", () => clearInterval(drip));
    },
  ],
];

test.each(servers)("a server that %s is left at once when the time is over", async (_, behave) => {
  const stop = new AbortController();
  let left: Promise<void> | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    left = new Promise((resolve) => {
      socket.once("close", () => resolve());
    });
    behave(socket, () => stop.abort());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const channel = {
    id: "email",
    kind: "email",
    smtp: { reveal: () => `smtp://127.0.0.1:${port}` },
    from: "a@example.com",
    to: ["b@example.com"],
  } as const;
  await expect(sendEmail(channel, delivery, stop.signal)).rejects.toThrow(
    "the mail server did not answer in time",
  );
  await left;
  server.close();
});
