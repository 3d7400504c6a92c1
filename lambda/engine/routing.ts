import type { Route } from './ports';

/** @returns the topics of the first route that fits. A unit that is not known to be above the account fits nothing. */
export function topicsFor(routes: readonly Route[], account: string, unitsAbove: readonly string[]): Route['topics'] {
  const fits = ({ accounts, organizationalUnits }: Route): boolean =>
    accounts.length + organizationalUnits.length === 0 ||
    accounts.includes(account) ||
    organizationalUnits.some((unit) => unitsAbove.includes(unit));
  return routes.find(fits)?.topics ?? [];
}
