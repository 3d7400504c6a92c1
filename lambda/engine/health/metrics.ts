/** Where CloudWatch shows what the functions count of themselves. */
export const metricNamespace = 'mfa-watch';

/** Powertools writes it as the one dimension, `service`; a metric without it would be another one, and stay empty. */
export const metricService = 'mfa-watch';

/** Shows that a heartbeat has left a topic; the dimension has the name of the destination. */
export const heartbeats = { name: 'Heartbeats', dimension: 'destination' } as const;

export type Counter =
  | 'Events'
  | 'DuplicateEvents'
  | 'UnreadableEvents'
  | 'IgnoredEvents'
  | 'DeviceLookUps'
  | 'UnknownInventories'
  | 'SweptEvents'
  | 'MissedEvents'
  | 'NotSwept'
  | 'Exposures'
  | 'NotLookedAt';
