/** Somebody has meanwhile filed an event that the timelines did not hold when they were read: judge again. */
export class Outdated extends Error {
  /** @param known the versions of the rows that are there now, by alert id. */
  constructor(readonly known: ReadonlyMap<string, number>) {
    super('the alert rests on an event that came meanwhile; the event will be retried');
  }
}
