import type { Endpoint } from "../../src/endpoint.ts";
import { reset, synAck } from "../../src/testing/index.ts";
import { endpoints, simulate } from "../support/simulation.ts";
import { describeProber } from "./prober-contract.ts";

const port = { open: 443, closed: 80, silent: 9 };

for (const family of [4, 6] as const) {
  const at = (number: number): Endpoint => ({ ...endpoints[family], port: number });
  const answers = new Map([
    [port.open, [synAck({ afterMs: 7 })]],
    [port.closed, [reset({ afterMs: 5 })]],
  ]);
  describeProber(
    `the SYN prober on a simulated IPv${family} network`,
    () => simulate(({ destinationPort }) => answers.get(destinationPort) ?? []).prober,
    () => ({ open: at(port.open), closed: at(port.closed), silent: at(port.silent) }),
  );
}
