// Prints each mail as a line of JSON, and says of it what it was told to: a code for each mail, the last one
// for all that follow, "hang" for no word at all.
import { SMTPServer } from "smtp-server";

const { port, address = "127.0.0.1", answers = [250] } = JSON.parse(process.argv[2]);
let given = 0;

const server = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  onData(stream, { envelope }, done) {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (chunk) => (text += chunk));
    stream.on("end", () => {
      const from = envelope.mailFrom.address;
      const to = envelope.rcptTo.map((recipient) => recipient.address);
      console.log(JSON.stringify({ from, to, text }));
      const answer = answers[Math.min(given++, answers.length - 1)];
      if (answer === "hang") return;
      if (answer === 250) done();
      else done(Object.assign(new Error("not now"), { responseCode: answer }));
    });
  },
});
// Whoever hangs up in the middle is no news here.
server.on("error", () => {});
server.listen(port, address, () => console.log("listening"));
