// A receiver of notifications: says every request on standard output, as one line of JSON, and answers
// as its orders say: a status for each request, the last one for all that follow, "hang" for no answer.
import { createServer } from "node:http";

const { port, address = "127.0.0.1", answers = [204] } = JSON.parse(process.argv[2]);
let asked = 0;

createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const { method, url, headers } = request;
    console.log(JSON.stringify({ method, url, headers, body }));
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer === "hang") return;
    response.writeHead(answer).end();
  });
}).listen(port, address, () => console.log("listening"));
