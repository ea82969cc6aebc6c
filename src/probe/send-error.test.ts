import { expect, test } from "vitest";
import { describeErrno } from "./send-error.ts";

test.each([
  ["EPERM", "firewall"],
  ["ENETUNREACH", "no route"],
  ["EHOSTUNREACH", "neighbour"],
  ["EACCES", "forbids"],
  ["EINVAL", "source address"],
  ["EADDRNOTAVAIL", "source address"],
  ["EMSGSIZE", "MTU"],
  ["ENETDOWN", "down"],
  ["ENODEV", "gone"],
  ["EAFNOSUPPORT", "IPv6"],
])("%s is told by its name, in words, and with a remedy", (errno, word) => {
  const { code, message, remedy } = describeErrno(errno);
  expect(code).toBe(errno);
  expect(message).toContain(word);
  expect(remedy).toEqual(expect.any(String));
});

test("an errno that nobody foresaw is told by its name", () => {
  expect(describeErrno("EUCLEAN")).toEqual({
    code: "EUCLEAN",
    message: "the kernel refused the packet",
  });
});
