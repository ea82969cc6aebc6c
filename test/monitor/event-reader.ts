import { get } from "node:http";

/** One server-sent event: its name and its data, which is JSON. */
export type ServerSent = { readonly event: string; readonly data: unknown };

/** Listens to a stream of server-sent events until it ends. */
export interface EventReader extends Disposable {
  readonly events: readonly ServerSent[];
  /** Resolves with the first, of those that came already too, that is what is waited for. */
  got(wanted: (one: ServerSent) => boolean): Promise<ServerSent>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
}

/** Resolves when the server has answered. */
export function readEvents(socketPath: string, path: string): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path, headers: { host: "127.0.0.1:8640" } }, (response) => {
      const type = response.headers["content-type"] ?? "";
      if (type !== "text/event-stream") return reject(new Error(`${path} is ${type}`));
      const events: ServerSent[] = [];
      const waiting = new Set<() => void>();
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const blocks = (text + chunk).split("\n\n");
        text = blocks.pop()!;
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
          const [event, data] = [field("event"), field("data")];
          if (event !== undefined && data !== undefined)
            events.push({ event, data: JSON.parse(data) as unknown });
        }
        for (const look of waiting) look();
      });
      resolve({
        events,
        got: (wanted) =>
          new Promise((found) => {
            const look = () => {
              const one = events.find(wanted);
              if (one === undefined) return;
              waiting.delete(look);
              found(one);
            };
            waiting.add(look);
            look();
          }),
        ended: new Promise((done) => response.once("close", done)),
        [Symbol.dispose]: () => void request.destroy(),
      });
    });
    request.on("error", reject);
  });
}
