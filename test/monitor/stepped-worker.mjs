// The store's thread by a wall clock that is so many milliseconds ahead: first as its URL says, then as it is told.
import { BroadcastChannel } from "node:worker_threads";

const url = new URL(import.meta.url);
const machine = Date.now;
let ahead = Number(url.searchParams.get("ahead"));
Date.now = () => machine() + ahead;

const steps = new BroadcastChannel(url.searchParams.get("steps"));
steps.addEventListener("message", ({ data }) => {
  ahead = data;
});
steps.unref();

await import("../../dist/store/worker.js");
