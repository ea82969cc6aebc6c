/** Reads server-sent events from text as it comes (HTML Standard §9.2.6); ids and retries are not used. */
export class EventParser {
  readonly #tell: (name: string, data: string) => void;
  #rest = "";
  #name = "";
  #data: string[] = [];

  constructor(tell: (name: string, data: string) => void) {
    this.#tell = tell;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  #line(line: string): void {
    if (line === "") {
      if (this.#data.length > 0) this.#tell(this.#name || "message", this.#data.join("\n"));
      this.#name = "";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    // Most lines are long, and each is looked at: a comment ends here, and so does a name alone.
    if (colon <= 0) return;
    const field = line.slice(0, colon);
    const value = line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
  }
}
