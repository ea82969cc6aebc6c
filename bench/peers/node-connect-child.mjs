// Times Node's own net.connect: ADDRESS PORT COUNT INTERVAL_MS [blocked]. Prints "source-port nanoseconds".
import { connect } from "node:net";

const [address, port, count, intervalMs, blocked] = process.argv.slice(2);

function attempt() {
  return new Promise((resolve) => {
    const start = process.hrtime.bigint();
    const socket = connect({ host: address, port: Number(port) });
    socket.once("connect", () => {
      const elapsed = process.hrtime.bigint() - start;
      resolve(`${socket.localPort} ${elapsed}`);
      socket.resetAndDestroy();
    });
    socket.once("error", () => resolve());
  });
}

const block = setInterval(() => {
  const until = performance.now() + (blocked ? 50 : 0);
  while (performance.now() < until);
}, 100);

const attempts = [];
await new Promise((resolve) => {
  const timer = setInterval(() => {
    attempts.push(attempt());
    if (attempts.length < Number(count)) return;
    clearInterval(timer);
    resolve();
  }, Number(intervalMs));
});
const lines = await Promise.all(attempts);
clearInterval(block);
console.log(lines.filter(Boolean).join("\n"));
