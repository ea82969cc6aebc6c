import { createHmac } from "node:crypto";
import { type Delivery, DeliveryError, type Send } from "./delivery.ts";
import { headline, namedIn, textOf } from "./message.ts";
import { whyUnreachable } from "./unreachable.ts";

/** What a request may be answered with that asking again can change. */
const passing = new Set([408, 425, 429]);

/** JSON to a URL, signed where there is a key; see the guide to notifications for the form of both. */
export const sendWebhook: Send<"webhook"> = async ({ url, key }, delivery, signal) => {
  const { id, vantage, now, announcement } = delivery;
  const { kind, incidents, evidenceLeftOut } = announcement;
  const body = JSON.stringify({
    id,
    kind,
    vantage,
    sentAt: now,
    headline: headline(announcement),
    count: incidents.length,
    incidents,
    ...(evidenceLeftOut !== undefined && { evidenceLeftOut }),
  });
  const headers: Record<string, string> = { "idempotency-key": id };
  if (key !== undefined) headers["halfopen-signature"] = signatureOf(body, key.reveal(), now);
  await post(url.reveal(), body, headers, signal);
};

/** `t=<epoch seconds>,v1=<HMAC-SHA256 of "t.body", hexadecimal>` */
function signatureOf(body: string, key: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const mac = createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

/** An incoming webhook of Slack, and of what understands the same. */
export const sendSlack: Send<"slack"> = async ({ url }, delivery, signal) => {
  await post(url.reveal(), JSON.stringify(slackMessage(delivery)), {}, signal);
};

const slackLimit = 2900;

function slackMessage({ announcement, vantage }: Delivery): unknown {
  const text = escaped(headline(announcement));
  const whole = escaped(textOf(announcement, vantage)).slice(0, slackLimit);
  return {
    text,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: `*${text}*` } },
      { type: "section", text: { type: "mrkdwn", text: `\`\`\`${whole}\`\`\`` } },
      {
        type: "context",
        elements: announcement.incidents.slice(0, 5).map((incident) => ({
          type: "mrkdwn",
          text: escaped(`${namedIn(incident)} · ${incident.id}`),
        })),
      },
    ],
  };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "user-agent": "halfopen", ...headers },
      // What is meant for one receiver is not handed to another.
      redirect: "manual",
      signal,
    });
  } catch (error) {
    throw new DeliveryError(
      signal.aborted
        ? "the receiver did not answer in time"
        : `the receiver cannot be reached: ${whyUnreachable(error)}`,
    );
  }
  // Nobody reads what it says: closing the body frees the connection.
  await response.body?.cancel().catch(() => {});
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const seconds = Number(response.headers.get("retry-after"));
  throw new DeliveryError(`the receiver answered ${status}`, {
    refused: status >= 400 && status < 500 && !passing.has(status),
    retryAfter: seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined,
  });
}
