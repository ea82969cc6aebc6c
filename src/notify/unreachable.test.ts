import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { delivery } from "../../test/support/delivery.ts";
import { sendEmail } from "./email.ts";
import { sendSlack } from "./http.ts";
import { whyUnreachable } from "./unreachable.ts";

const secret = (text: string) => ({ reveal: () => text }) as never;
const patience = () => AbortSignal.timeout(5000);
const slack = (url: string) =>
  sendSlack({ id: "slack", kind: "slack", url: secret(url) }, delivery, patience());
const email = (smtp: string) =>
  sendEmail(
    {
      id: "email",
      kind: "email",
      smtp: secret(smtp),
      from: "a@example.com",
      to: ["b@example.com"],
    },
    delivery,
    patience(),
  );

/** A port of loopback on which nobody listens any more. */
async function shutPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a port on which nobody listens is told in the kernel's words", async () => {
  const port = await shutPort();
  await expect(slack(`http://127.0.0.1:${port}/hidden`)).rejects.toThrow(
    /^the receiver cannot be reached: connection refused$/,
  );
  await expect(email(`smtp://127.0.0.1:${port}`)).rejects.toThrow(
    /^the mail server did not take it: connection refused$/,
  );
});

test("a server that hangs up is said to", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await expect(slack(`http://127.0.0.1:${port}/hidden`)).rejects.toThrow(
    /^the receiver cannot be reached: it hung up$/,
  );
  await expect(email(`smtp://127.0.0.1:${port}`)).rejects.toThrow(
    /^the mail server did not take it: it hung up$/,
  );
  server.close();
});

const endless = { cause: undefined as unknown };
endless.cause = endless;

test.each([
  [
    "of a mail server's certificate",
    { code: "ESOCKET", originalCode: "CERT_HAS_EXPIRED" },
    "its certificate has expired",
  ],
  [
    "whose number nobody knows",
    { errno: 12_345, message: "https://hooks.example/hidden" },
    "no connection came about",
  ],
  ["that is its own cause", endless, "no connection came about"],
  ["that is nothing", undefined, "no connection came about"],
  [
    "of several addresses, as the first",
    { errors: [{ errno: -111 }, { errno: -113 }] },
    "connection refused",
  ],
  ["of a certificate", { cause: { code: "CERT_HAS_EXPIRED" } }, "its certificate has expired"],
  [
    "of a library, by its code",
    { code: "EOTHER", message: "https://hooks.example/hidden" },
    "EOTHER",
  ],
  [
    "of nothing that is known",
    { message: "https://hooks.example/hidden" },
    "no connection came about",
  ],
])("a failure %s", (_, failure, why) => {
  expect(whyUnreachable(failure)).toBe(why);
});
