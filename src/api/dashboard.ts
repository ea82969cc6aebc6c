import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { problem } from "./problem.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** What a page of ours may do: nothing from elsewhere, nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Places of the page: whichever of them is asked for, the page itself knows what to show. */
const places = /^\/(?:$|targets\/[^/]+$|incidents(?:\/[^/]*)?$|status$)/u;

type File = {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
};

/** The built page: read once, held compressed. It holds no secret, so it needs no token. */
export class Dashboard {
  readonly #files = new Map<string, File>();

  /** A folder that is not there makes a dashboard that says so. */
  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      this.#files.set(file.slice(folder.length).replaceAll("\\", "/"), read(file));
    }
  }

  /** Whether this path is the dashboard's. */
  has(path: string): boolean {
    return places.test(path) || this.#files.has(path);
  }

  respond(path: string, request: Pick<Request, "headers">): Response {
    const file = this.#files.get(places.test(path) ? "/index.html" : path);
    if (file === undefined) return problem(404, "the dashboard was not built: npm run build");
    const { plain, gzipped, headers } = file;
    if (request.headers.get("if-none-match") === headers["etag"])
      return new Response(undefined, { status: 304, headers });
    return /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")
      ? new Response(gzipped, { headers: { ...headers, "content-encoding": "gzip" } })
      : new Response(plain, { headers });
  }
}

function read(file: string): File {
  const plain = new Uint8Array(readFileSync(file));
  // What has its hash in its name never changes; the page that names it does.
  const isHashed = /-[\w-]{8}\.\w+$/.test(file);
  const headers = {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "content-security-policy": contentSecurityPolicy,
    "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 16)}"`,
    vary: "accept-encoding",
  };
  return { plain, gzipped: new Uint8Array(gzipSync(plain, { level: 9 })), headers };
}
