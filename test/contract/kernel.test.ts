import { afterAll, beforeAll, describe } from "vitest";
import { openProber } from "../../src/open-prober.ts";
import type { Endpoint } from "../../src/probe/index.ts";
import { createLab, enter, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { describeProber } from "./prober-contract.ts";

const missing = whyNoLab();
const port = { open: 443, closed: 444, silent: 445 };

describe.skipIf(missing)(`between two kernels ${missing ?? ""}`, () => {
  let lab: Lab;
  let inside: Disposable;
  beforeAll(async () => {
    lab = createLab();
    lab.target.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        `add rule inet f i tcp dport ${port.silent} drop`,
    ]);
    await startListener(lab.target, { port: port.open });
    inside = enter(lab.prober);
  });
  afterAll(() => {
    inside[Symbol.dispose]();
    lab[Symbol.dispose]();
  });

  for (const method of ["syn", "connect"] as const) {
    for (const family of [4, 6] as const) {
      const at = (number: number): Endpoint => ({
        address: family === 4 ? lab.target.address4 : lab.target.address6,
        family,
        port: number,
      });
      describeProber(
        `the ${method} prober over IPv${family}`,
        () => openProber({ method }),
        () => ({ open: at(port.open), closed: at(port.closed), silent: at(port.silent) }),
      );
    }
  }
});
