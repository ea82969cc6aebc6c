import { Cron } from "croner";
import { z } from "zod";

/** The IANA name of a time zone. */
export const timezone = z
  .string()
  .min(1)
  .transform((name, context): string => {
    if (!isTimezone(name)) {
      context.addIssue(`there is no time zone "${name}"; one is Asia/Tokyo`);
    }
    return name;
  });

/** A cron expression that comes at some time, whatever the time zone. */
export const schedule = z
  .string()
  .min(1)
  .transform((text, context): string => {
    try {
      if (new Cron(text, { timezone: "UTC", paused: true }).nextRun() === null) {
        context.addIssue(`"${text}" never comes`);
      }
    } catch {
      context.addIssue(`"${text}" is not a cron expression; one is "0 3 * * 0"`);
    }
    return text;
  });

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
