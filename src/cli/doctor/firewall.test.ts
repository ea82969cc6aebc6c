import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { iptablesObstacles, nftablesObstacles, readObstacles } from "./firewall.ts";

const ruleset = `table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		tcp dport 22 accept
	}

	chain common {
		ct state invalid drop
		goto last
	}

	chain last {
		tcp flags rst counter packets 3 bytes 120 drop
	}

	chain unused {
		tcp flags rst drop
	}

	chain output {
		type filter hook output priority filter; policy accept;
		udp dport 53 drop
		oifname "eth1" reject with icmp type admin-prohibited
		jump common
	}
}
table ip other {
	chain last {
		ip daddr 192.0.2.7 drop
	}
}
`;

describe("rules of nft list ruleset that may keep a RST from leaving", () => {
  test("those of its output chains, and of the chains that these jump to", () => {
    expect(nftablesObstacles(ruleset)).toEqual([
      {
        rule: 'oifname "eth1" reject with icmp type admin-prohibited',
        chain: "inet filter output",
        remedy: "nft insert rule inet filter output tcp flags rst accept",
      },
      {
        rule: "ct state invalid drop",
        chain: "inet filter common",
        remedy: "nft insert rule inet filter common tcp flags rst accept",
      },
      {
        rule: "tcp flags rst counter packets 3 bytes 120 drop",
        chain: "inet filter last",
        remedy: "nft insert rule inet filter last tcp flags rst accept",
      },
    ]);
  });

  test.each([
    ["", []],
    [
      "table inet a {\n\tchain o {\n\t\ttype filter hook output priority 0; policy drop;\n\t}\n}\n",
      ["type filter hook output priority 0; policy drop;"],
    ],
    [
      "table inet a {\n\tchain p {\n\t\ttype filter hook postrouting priority 0;\n\t\tdrop\n\t}\n}\n",
      ["drop"],
    ],
  ])("%j", (text, expected) => {
    expect(nftablesObstacles(text).map(({ rule }) => rule)).toEqual(expected);
  });
});

test("rules of iptables-save that may keep a RST from leaving", () => {
  const saved = `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [12:720]
-A INPUT -p tcp -j DROP
-A OUTPUT -p tcp -m tcp --tcp-flags RST RST -j DROP
-A OUTPUT -p udp -j REJECT --reject-with icmp-port-unreachable
COMMIT
`;
  expect(iptablesObstacles(saved, "iptables-save")).toEqual([
    {
      rule: "-A OUTPUT -p tcp -m tcp --tcp-flags RST RST -j DROP",
      chain: "iptables filter OUTPUT",
      remedy: "iptables -t filter -I OUTPUT -p tcp --tcp-flags RST RST -j ACCEPT",
    },
  ]);
  const policy = "*mangle\n:POSTROUTING DROP [0:0]";
  expect(iptablesObstacles(policy, "ip6tables-legacy-save")).toEqual([
    {
      rule: ":POSTROUTING DROP [0:0]",
      chain: "ip6tables-legacy mangle POSTROUTING",
      remedy: "ip6tables-legacy -t mangle -I POSTROUTING -p tcp --tcp-flags RST RST -j ACCEPT",
    },
  ]);
});

describe("which firewall is asked", () => {
  const rst = "-A OUTPUT -p tcp -m tcp --tcp-flags RST RST -j DROP";
  test.each([
    ["nft", { "nft list ruleset": ruleset, "iptables-save": rst }, 3],
    [
      "nft, and the tables of the older iptables beside it",
      { "nft list ruleset": ruleset, "iptables-legacy-save": rst, "iptables-save": rst },
      4,
    ],
    [
      "iptables of both families, where there is no nft",
      { "iptables-save": rst, "ip6tables-save": rst },
      2,
    ],
    ["none, where none may be read", {}, undefined],
  ])("%s", (_, commands, count) => {
    expect(readObstacles(machineOf({ commands }))?.length).toBe(count);
  });
});
