/** A message that says nothing, for tests of how messages are carried. */
export const delivery = {
  id: "n1",
  vantage: "here",
  now: 0,
  announcement: { kind: "opened", incidents: [] },
} as const;
