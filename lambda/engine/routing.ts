import type { Route, Topics } from './ports';

/** @returns the topics of the first route that fits. A unit that is not known to be above the account fits nothing. */
export function topicsFor(routes: readonly Route[], account: string, unitsAbove: readonly string[]): Route['topics'] {
  const fits = ({ accounts, organizationalUnits }: Route): boolean =>
    accounts.length + organizationalUnits.length === 0 ||
    accounts.includes(account) ||
    organizationalUnits.some((unit) => unitsAbove.includes(unit));
  return routes.find(fits)?.topics ?? [];
}

/** Names, each once. */
export function topicsIn(routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ topics }) => topics.map(({ name }) => name)))];
}

/** The same topics, each told of everything. */
export function toEveryTopic(topics: Topics): Topics {
  const all = topicsIn(topics.routes).map((name) => ({ name, minSeverity: 'info' as const }));
  return {
    routes: [{ accounts: [], organizationalUnits: [], topics: all }],
    publish: (topic, alert, update) => topics.publish(topic, alert, update),
  };
}
