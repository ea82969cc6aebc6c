import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLab, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";

const missing = whyNoLab();

type Status = { reload: { ok: boolean; problems: string[] } };

describe.skipIf(missing)(`a configuration that comes and goes ${missing ?? ""}`, () => {
  test.concurrent("a secret's file that is gone stops nothing, and is taken up when it is back", async () => {
    using lab = createLab();
    using home = new Home();
    const secret = join(home.directory, "secrets", "hook.url");
    mkdirSync(join(home.directory, "secrets"));
    writeFileSync(secret, "https://hooks.example/1");
    home.configure({ targets: [], notify: [{ slack: { urlFile: "secrets/hook.url" } }] });
    await using daemon = await startDaemon(home, { within: lab.prober });

    rmSync(secret);
    daemon.running.child.kill("SIGHUP");
    const { reload } = await daemon.until<Status>("/api/v1/status", (body) => !body.reload.ok);
    expect(reload.problems).toEqual([
      expect.stringContaining(
        "urlFile: secrets/hook.url cannot be read (no such file or directory)",
      ),
    ]);
    writeFileSync(secret, "https://hooks.example/2");
    await daemon.until<Status>("/api/v1/status", (body) => body.reload.ok);
    expect(await daemon.end()).toMatchObject({ code: 0 });
  });
});
