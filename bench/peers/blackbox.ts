import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { linesOf } from "./output.ts";
import { hostPort, type Peer } from "./peer.ts";

const driver = fileURLToPath(new URL("./blackbox-child.mjs", import.meta.url));
const exporter = "prometheus-blackbox-exporter";
const listen = "127.0.0.1:9115";

/** Asked for one probe at a time over one connection: its order is the wire's. */
export const blackbox: Peer = {
  name: "blackbox_exporter tcp",
  command: [exporter, "--version"],
  families: [4, 6],
  keyOf: () => "in order",
  async measure(task) {
    const folder = mkdtempSync(join(tmpdir(), "halfopen-bench-"));
    const configuration = join(folder, "blackbox.yml");
    const { family } = task;
    writeFileSync(
      configuration,
      `modules: {tcp: {prober: tcp, tcp: {preferred_ip_protocol: ip${family}}}}\n`,
    );
    const words = [`--config.file=${configuration}`, `--web.listen-address=${listen}`];
    const server = task.from.spawn(exporter, words, { stdio: "ignore" });
    try {
      const { count, intervalMs } = task;
      const asked = [driver, listen, hostPort(task), String(count), String(intervalMs)];
      const lines = await linesOf(task.from, process.execPath, asked);
      return lines.map((seconds) => ({ key: "in order", nanoseconds: Number(seconds) * 1e9 }));
    } finally {
      server.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  },
};
