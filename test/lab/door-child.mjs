// Passes what comes in at a socket file on to a TCP port of this process's network namespace.
import { connect, createServer } from "node:net";

const { path, port, address } = JSON.parse(process.argv[2]);

createServer((outside) => {
  const inside = connect(port, address);
  outside.pipe(inside).pipe(outside);
  for (const end of [outside, inside]) {
    end.on("error", () => {
      outside.destroy();
      inside.destroy();
    });
    end.on("close", () => {
      outside.destroy();
      inside.destroy();
    });
  }
}).listen(path, () => console.log("open"));
