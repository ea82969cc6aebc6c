import type { Db } from "./database.ts";
import type { Changes } from "./store.ts";

/** Writes changes, in the transaction of whoever calls. */
export function writeChanges(
  db: Db,
  vantage: number,
  { health = [], incidents = [], events = [], notifications = [] }: Changes,
): void {
  const remember = db.prepare("INSERT OR REPLACE INTO health VALUES (?, ?, ?)");
  const forget = db.prepare("DELETE FROM health WHERE subject = ?");
  for (const { subject, memory } of health) {
    if (memory === undefined) forget.run(subject);
    else remember.run(subject, vantage, memory);
  }
  const putIncident = db.prepare("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?)");
  for (const incident of incidents) {
    const { id, target, openedAt, closedAt = null } = incident;
    putIncident.run(id, vantage, target, openedAt, closedAt, JSON.stringify(incident));
  }
  const addEvent = db.prepare("INSERT INTO events (vantage, at, target, body) VALUES (?, ?, ?, ?)");
  for (const event of events) {
    addEvent.run(vantage, event.at, event.target ?? null, JSON.stringify(event));
  }
  const putMessage = db.prepare("INSERT OR REPLACE INTO notifications VALUES (?, ?, ?, ?, ?)");
  const addTelling = db.prepare("INSERT OR IGNORE INTO tellings VALUES (?, ?)");
  for (const one of notifications) {
    putMessage.run(one.id, vantage, one.state, one.createdAt, JSON.stringify(one));
    for (const incident of one.incidents) addTelling.run(incident, one.id);
  }
}
