import { describe, expect, test } from "vitest";
import type { MaintenanceConfig } from "../config/index.ts";
import { Maintenance } from "./maintenance.ts";

const hour = 3_600_000;
const window = (more: Partial<MaintenanceConfig> = {}): MaintenanceConfig => ({
  targets: {},
  schedule: "0 3 * * 0",
  duration: hour as MaintenanceConfig["duration"],
  timezone: "UTC",
  ...more,
});
const at = (text: string) => Date.parse(text);

describe("whether a moment is in a window, by the clock of its zone", () => {
  test.each([
    ["before it", window(), "2026-03-01T02:59:59Z", false],
    ["as it begins", window(), "2026-03-01T03:00:00Z", true],
    ["in its last second", window(), "2026-03-01T03:59:59Z", true],
    ["as it ends", window(), "2026-03-01T04:00:00Z", false],
    ["on another day", window(), "2026-03-02T03:30:00Z", false],
    ["in Tokyo", window({ timezone: "Asia/Tokyo" }), "2026-02-28T18:30:00Z", true],
    ["in Berlin in winter", window({ timezone: "Europe/Berlin" }), "2026-03-22T02:30:00Z", true],
    ["in Berlin in summer", window({ timezone: "Europe/Berlin" }), "2026-04-05T01:30:00Z", true],
    [
      "in Berlin in summer, by winter's time",
      window({ timezone: "Europe/Berlin" }),
      "2026-04-05T02:30:00Z",
      false,
    ],
    [
      "as long as it lasts over the change of time",
      window({
        timezone: "Europe/Berlin",
        schedule: "0 1 * * 0",
        duration: (3 * hour) as MaintenanceConfig["duration"],
      }),
      "2026-03-29T02:59:59Z",
      true,
    ],
    [
      "and no longer",
      window({
        timezone: "Europe/Berlin",
        schedule: "0 1 * * 0",
        duration: (3 * hour) as MaintenanceConfig["duration"],
      }),
      "2026-03-29T03:00:00Z",
      false,
    ],
    [
      "one that begins before the last has ended",
      window({ schedule: "0 * * * *", duration: (2 * hour) as MaintenanceConfig["duration"] }),
      "2026-03-01T12:59:00Z",
      true,
    ],
  ])("%s", (_, config, text, open) => {
    const now = at(text);
    expect(new Maintenance([config], now).covers({})).toBe(open);
    const looking = new Maintenance([config], now - 9 * hour);
    looking.look(now);
    expect(looking.covers({})).toBe(open);
  });
});

test("only targets with its labels are in it", () => {
  const maintenance = new Maintenance(
    [window({ targets: { team: "edge" } })],
    at("2026-03-01T03:30:00Z"),
  );
  expect(maintenance.covers({ team: "edge", site: "tokyo" })).toBe(true);
  expect(maintenance.covers({ team: "core" })).toBe(false);
  expect(maintenance.covers({})).toBe(false);
});

test.each([
  ["into a window", "02:30", hour, true, true],
  ["out of a window, back", "03:30", -hour, true, false],
  ["out of a window, forth", "03:30", hour, true, false],
  ["within one", "03:10", 600_000, false, true],
  ["back within one", "03:40", -600_000, false, true],
  ["outside", "05:30", -hour, false, false],
])("a clock that is set %s is noticed", (_, from, step, changed, open) => {
  const before = at(`2026-03-01T${from}:00Z`);
  const maintenance = new Maintenance([window()], before);
  expect(maintenance.look(before + step)).toBe(changed);
  expect(maintenance.covers({})).toBe(open);
});
