/** What leads from one version of the schema to the next: only to be added to. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE vantages (id INTEGER PRIMARY KEY, name TEXT NOT NULL, boot TEXT NOT NULL UNIQUE);
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, address TEXT NOT NULL, zone TEXT NOT NULL,
    port INTEGER NOT NULL, family INTEGER NOT NULL, UNIQUE (target, address, zone, port));

  -- What came last, as it came: whole seconds of all series.
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, vantage INTEGER NOT NULL, first INTEGER NOT NULL,
    count INTEGER NOT NULL, earliest INTEGER NOT NULL, latest INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (vantage, first));
  -- The same samples, later: a stretch of one series each. Times are milliseconds.
  CREATE TABLE chunks (
    series INTEGER NOT NULL, latest INTEGER NOT NULL, vantage INTEGER NOT NULL,
    first INTEGER NOT NULL, earliest INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (series, latest, vantage, first)) WITHOUT ROWID;

  -- Exact counts and the histogram of a minute or an hour, by its number since the epoch.
  CREATE TABLE minutes (
    series INTEGER NOT NULL, number INTEGER NOT NULL, vantage INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (series, number, vantage)) WITHOUT ROWID;
  CREATE TABLE hours (
    series INTEGER NOT NULL, number INTEGER NOT NULL, vantage INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (series, number, vantage)) WITHOUT ROWID;
  -- How far the journal is rolled up: its last row, and its last minute.
  CREATE TABLE progress (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE health (
    subject TEXT PRIMARY KEY, vantage INTEGER NOT NULL, memory TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE incidents (
    id TEXT PRIMARY KEY, vantage INTEGER NOT NULL, target TEXT NOT NULL, opened INTEGER NOT NULL,
    closed INTEGER, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX incidents_open ON incidents (id) WHERE closed IS NULL;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY, vantage INTEGER NOT NULL, at INTEGER NOT NULL, target TEXT, body TEXT NOT NULL);
  CREATE INDEX events_by_time ON events (at);
  CREATE TABLE notifications (
    id TEXT PRIMARY KEY, vantage INTEGER NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL,
    body TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX notifications_pending ON notifications (id) WHERE state = 'pending';
  CREATE TABLE tellings (
    incident TEXT NOT NULL, notification TEXT NOT NULL, PRIMARY KEY (incident, notification)) WITHOUT ROWID;
  `,
  // Finds what is asked for, and what is too old, without going through years of the rest.
  `
  CREATE INDEX events_by_target ON events (target, at);
  CREATE INDEX incidents_by_target ON incidents (target, id);
  CREATE INDEX incidents_ended ON incidents (closed) WHERE closed IS NOT NULL;
  CREATE INDEX notifications_done ON notifications (created) WHERE state <> 'pending';
  CREATE INDEX tellings_by_notification ON tellings (notification);
  `,
];
