import { DeliveryError, type Send } from "./delivery.ts";
import { headline, textOf } from "./message.ts";
import { whyUnreachable } from "./unreachable.ts";

const patience = 10_000;

/**
 * Loads what sends mail. It is large, and few monitors do: for whoever may have to it should be there before the
 * first incident, when the disk may be what fails. What goes wrong here is told when a mail is sent.
 */
export const prepareEmail = (): void => void import("nodemailer").catch(() => {});

/** Plain text over SMTP, with STARTTLS where the server offers it. */
export const sendEmail: Send<"email"> = async ({ smtp, from, to }, delivery, signal) => {
  const { id, vantage, announcement } = delivery;
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    url: smtp.reveal(),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // A server that does not hang up would keep the process alive.
    socketCloseTimeout: 0,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      // One line, whatever a target is called: nothing in it becomes a header.
      subject: headline(announcement).replaceAll(/\s+/g, " ").slice(0, 200),
      text: textOf(announcement, vantage),
      messageId: `<${id}@halfopen.invalid>`,
      headers: { "auto-submitted": "auto-generated" },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw new DeliveryError("the mail server did not answer in time");
    const { responseCode } = error as { responseCode?: number };
    const why = responseCode === undefined ? whyUnreachable(error) : `it answered ${responseCode}`;
    throw new DeliveryError(`the mail server did not take it: ${why}`, {
      refused: responseCode !== undefined && responseCode >= 550 && responseCode < 560,
    });
  } finally {
    transport.close();
  }
};
