// Accepts connections and closes them at once, for ever. Plain JavaScript, so that it starts fast.
import { createServer } from "node:net";

const { ports, address, stall } = JSON.parse(process.argv[2]);

const listening = ports.map(
  (port) =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        // The prober's RST may come first; that is no news here.
        socket.on("error", () => {});
        socket.destroy();
      });
      server.once("error", reject);
      server.listen({ port, host: address, backlog: stall ? 1 : 65_535 }, resolve);
    }),
);

await Promise.all(listening);
process.stdout.write("ready\n", () => {
  // A server too busy to accept: the kernel queues what fits and drops the SYNs after that.
  if (stall) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
