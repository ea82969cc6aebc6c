import { expect, test } from "vitest";
import { formatEndpoint } from "./endpoint.ts";

test.each([
  [{ address: "192.0.2.7", family: 4, port: 443 }, "192.0.2.7:443"],
  [{ address: "2001:db8::7", family: 6, port: 443 }, "[2001:db8::7]:443"],
  [{ address: "fe80::7", family: 6, port: 22, zone: "eth0" }, "[fe80::7%eth0]:22"],
] as const)("an endpoint is written so that its port cannot be mistaken: %o", (endpoint, text) => {
  expect(formatEndpoint(endpoint)).toBe(text);
});
