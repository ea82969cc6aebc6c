import type { OptionTable, OptionValues } from "./option-table.ts";

/** The options of `halfopen doctor`. */
export const doctorOptions = {
  json: { flags: "--json", description: "one JSON object instead of the screen", group: "Output:" },
} as const satisfies OptionTable;

export type DoctorOptions = OptionValues<typeof doctorOptions>;
