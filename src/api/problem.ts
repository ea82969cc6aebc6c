import type { ProblemBody } from "./contract.ts";

const titles: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not authorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  413: "Too large",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};

/** An answer that says, in one sentence, what was wrong (RFC 9457). */
export function problem(
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const body: ProblemBody = { title: titles[status] ?? "Error", status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
