import type { ProblemBody } from "../../../src/api/contract.ts";
import { refused, token } from "./session.ts";

/** The daemon answered, and said why not. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A request that bears the token. Rejects with a Refusal, or with TypeError when nobody answers. */
export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (token.current !== "") headers.set("authorization", `Bearer ${token.current}`);
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  if (response.status === 401) refused.set(true);
  const problem = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
  throw new Refusal(response.status, problem?.detail ?? response.statusText);
}

/** What the API answers, which the contract gives a type. */
export async function get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
  const response = await request(path, signal === undefined ? {} : { signal });
  return (await response.json()) as Body;
}

export async function post<Body>(path: string, body: unknown): Promise<Body> {
  const response = await request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Body;
}
