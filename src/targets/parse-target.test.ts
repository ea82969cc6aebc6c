import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HalfopenError } from "../errors.ts";
import { makeTarget, parseTarget } from "./parse-target.ts";

describe("what a target may look like", () => {
  test.each([
    // written                        shown                      host                     port
    ["example.com", "example.com:443", "example.com", 443],
    ["example.com:80", "example.com:80", "example.com", 80],
    ["tcp://example.com:5432", "example.com:5432", "example.com", 5432],
    ["tcp://example.com:5432/", "example.com:5432", "example.com", 5432],
    ["TCP://example.com", "example.com:443", "example.com", 443],
    ["Example.COM:80", "Example.COM:80", "example.com", 80],
    ["example.com.:80", "example.com.:80", "example.com.", 80],
    ["_ldap._tcp.example.com", "_ldap._tcp.example.com:443", "_ldap._tcp.example.com", 443],
    ["localhost:1", "localhost:1", "localhost", 1],
    ["db7:65535", "db7:65535", "db7", 65535],
    ["bücher.example:80", "bücher.example:80", "xn--bcher-kva.example", 80],
    ["例え.example", "例え.example:443", "xn--r8jz45g.example", 443],
  ])("%s", (text, shown, host, port) => {
    expect(parseTarget(text)).toEqual({ text: shown, host, port });
  });

  test.each([
    // written                     shown                    address         port
    ["192.0.2.1", "192.0.2.1:443", "192.0.2.1", 443],
    ["192.0.2.1:80", "192.0.2.1:80", "192.0.2.1", 80],
    ["tcp://192.0.2.1:80", "192.0.2.1:80", "192.0.2.1", 80],
    ["2001:db8::1", "[2001:db8::1]:443", "2001:db8::1", 443],
    ["[2001:db8::1]", "[2001:db8::1]:443", "2001:db8::1", 443],
    ["[2001:db8::1]:80", "[2001:db8::1]:80", "2001:db8::1", 80],
    ["tcp://[2001:db8::1]:80", "[2001:db8::1]:80", "2001:db8::1", 80],
    ["2001:DB8:0:0::0:1", "[2001:db8::1]:443", "2001:db8::1", 443],
    ["::1", "[::1]:443", "::1", 443],
    // In brackets there is no doubt what the last group is.
    ["[2001:db8::1:80]", "[2001:db8::1:80]:443", "2001:db8::1:80", 443],
    ["2001:db8::1:8", "[2001:db8::1:8]:443", "2001:db8::1:8", 443],
    ["2001:db8::80", "[2001:db8::80]:443", "2001:db8::80", 443],
  ])("%s is an address", (text, shown, address, port) => {
    const family = address.includes(":") ? 6 : 4;
    const literal = { address, family, port };
    expect(parseTarget(text)).toEqual({ text: shown, host: address, port, literal });
  });

  test.each([
    ["fe80::1%eth0", "[fe80::1%eth0]:443", 443],
    ["[fe80::1%eth0]:22", "[fe80::1%eth0]:22", 22],
  ])("%s names the interface of a link-local address", (text, shown, port) => {
    const literal = { address: "fe80::1", family: 6, port, zone: "eth0" };
    expect(parseTarget(text)).toEqual({ text: shown, host: "fe80::1", port, literal });
  });

  test("a missing port is the default port", () => {
    expect(parseTarget("example.com", 22).port).toBe(22);
    expect(parseTarget("example.com:80", 22).port).toBe(80);
  });

  test("a host and a port may come apart", () => {
    expect(makeTarget("2001:db8::1", 22).text).toBe("[2001:db8::1]:22");
    expect(makeTarget("example.com", 22).text).toBe("example.com:22");
  });
});

describe("what is refused, and what is said", () => {
  const long = "a".repeat(64);
  const tooLong = Array.from({ length: 64 }, () => "abc").join(".");
  test.each([
    ["", "the host is missing"],
    [":443", "the host is missing"],
    ["tcp://", "the host is missing"],
    ["example.com:", "the port is missing after the colon"],
    ["example.com:0", '"0" is not a port'],
    ["example.com:65536", '"65536" is not a port'],
    ["example.com:abc", '"abc" is not a port'],
    ["example.com:-1", '"-1" is not a port'],
    ["example.com:8e1", '"8e1" is not a port'],
    ["[2001:db8::1]:0", '"0" is not a port'],
    ["[2001:db8::1", '"[2001:db8::1" has no closing bracket'],
    ["[2001:db8::1]80", '"80" follows the bracket of "[2001:db8::1]80"'],
    ["[example.com]:80", '"example.com" is not an IPv6 address'],
    ["[192.0.2.1]:80", '"192.0.2.1" is not an IPv6 address'],
    ["2001:db8:::1", '"2001:db8:::1" is not an IPv6 address'],
    ["2001:db8:0:0:0:0:0:1:443", '"2001:db8:0:0:0:0:0:1:443" is not an IPv6 address'],
    ["fe80::1%eth0:22", '"fe80::1%eth0:22" is not an IPv6 address'],
    ["fe80::1%", 'the zone of "fe80::1%" is not the name of an interface'],
    ["fe80::1%eth/0", 'the zone of "fe80::1%eth/0" is not the name of an interface'],
    [
      "2001:db8::1%eth0",
      '"2001:db8::1%eth0" has a zone, but 2001:db8::1 is not link-local (RFC 4007 §6)',
    ],
    [
      "::ffff:192.0.2.1",
      '"::ffff:192.0.2.1" is an IPv4 address in IPv6 clothing, and never travels as IPv6',
    ],
    ["192.0.2.256", '"192.0.2.256" is neither a host name nor an IPv4 address'],
    ["127.1", '"127.1" is neither a host name nor an IPv4 address'],
    ["0x7f000001", '"0x7f000001" is neither a host name nor an IPv4 address'],
    ["http://example.com", '"http://example.com" is not a TCP target: only tcp:// is understood'],
    ["udp://192.0.2.1:53", '"udp://192.0.2.1:53" is not a TCP target: only tcp:// is understood'],
    ["tcp://example.com/a", '"example.com/a" is not a host: it contains "/"'],
    ["example.com:443:22", '"example.com:443:22" is not a host: it contains ":"'],
    ["ex ample.com", '"ex ample.com" is not a host: it contains white space'],
    ["user@example.com", '"user@example.com" is not a host: it contains "@"'],
    ["\u001b[31m", '"\\u001b[31m" is not a host: it contains "\\u001b"'],
    ["a..example", '"a..example" has an empty label between its dots'],
    [".", '"." has an empty label between its dots'],
    [`${long}.example`, /has a label of more than 63 octets$/],
    [tooLong, /is longer than the 253 octets of a host name$/],
  ])("%j", (text, message) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({
        code: "TARGET_INVALID",
        message: typeof message === "string" ? message : expect.stringMatching(message),
        remedy: expect.any(String),
      }),
    );
  });

  test.each([
    ["2001:db8:0:0:0:0:0:1:443", "did you mean [2001:db8:0:0:0:0:0:1]:443?"],
    ["fe80::1%eth0:22", "did you mean [fe80::1%eth0]:22?"],
    ["::ffff:192.0.2.1", "write 192.0.2.1"],
    ["https://example.com/", "did you mean example.com:443?"],
    ["http://example.com:8080/a?b", "did you mean example.com:8080?"],
    ["http://[2001:db8::1]", "did you mean [2001:db8::1]:80?"],
    ["udp://192.0.2.1:53", "name a host and a port, as in example.com:443"],
  ])("%s: what was meant is told", (text, remedy) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ remedy }));
  });
});

test("what was shown reads back as the same target", () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65535 }), (name, port) => {
      let target: ReturnType<typeof makeTarget>;
      try {
        target = makeTarget(name, port);
      } catch {
        fc.pre(false);
        return;
      }
      expect(parseTarget(target.text)).toEqual(target);
    }),
  );
});

test("any text is a target or is refused with a remedy", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.webUrl()), (text) => {
      try {
        expect(parseTarget(text).port).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(HalfopenError);
        expect(error).toMatchObject({ code: "TARGET_INVALID", remedy: expect.any(String) });
      }
    }),
  );
});
