import type { TargetView } from "../monitor/index.ts";
import { labelText, sample } from "./exposition.ts";
import { upOf } from "./up-of.ts";
import type { Writers } from "./written.ts";

const nameOf = ({ id }: TargetView): string => labelText({ target: id });

/** What is told of every target. */
export const targetFamilies: Writers<TargetView> = {
  halfopen_target_up: (target) => {
    const up = upOf(target.state);
    return up === undefined ? "" : sample("halfopen_target_up", nameOf(target), up);
  },
  halfopen_target_info: ({ id, config, labels }) => {
    const { host, port } = config.target;
    const given = Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [`label_${label}`, value]),
    );
    return sample("halfopen_target_info", labelText({ target: id, host, port, ...given }), 1);
  },
  halfopen_dns_lookup_seconds: (target) =>
    target.dns === undefined
      ? ""
      : sample("halfopen_dns_lookup_seconds", nameOf(target), target.dns.took / 1e9),
};
