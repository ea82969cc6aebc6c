import type { ProblemBody } from "../../../src/api/contract.ts";
import { Value } from "../value.ts";
import { refused, token } from "./session.ts";

/** The daemon answered, and said why not. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Why an answer did not come: a refusal, or undefined when nobody answered at all. */
export type Problem = Refusal | undefined;
export const problemOf = (error: unknown): Problem =>
  error instanceof Refusal ? error : undefined;

/** Whether anybody answered when the daemon was asked last. */
export const isAnswering = new Value(true);

/** A request that bears the token. Rejects with a Refusal, or with TypeError when nobody answers. */
export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const bearer = token.current;
  const headers = new Headers(options.headers);
  if (bearer.text !== "") headers.set("authorization", `Bearer ${bearer.text}`);
  const response = await ask(path, { ...options, headers });
  if (response.ok) return response;
  // What was on its way while somebody logged in was refused for the token before.
  if (response.status === 401 && token.current === bearer) refused.set(true);
  const problem = (await response.json().catch(() => undefined)) as ProblemBody | undefined;
  throw new Refusal(response.status, problem?.detail ?? response.statusText);
}

async function ask(path: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, options);
    isAnswering.set(true);
    return response;
  } catch (error) {
    if (options.signal?.aborted !== true) isAnswering.set(false);
    throw error;
  }
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
