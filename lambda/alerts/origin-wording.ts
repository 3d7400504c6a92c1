import type { Alert } from './alert';
import type { Medium } from './medium';
import { firstOf } from './plain';
import { sources } from './wording';

type Origin = NonNullable<Alert['origins']>[number];

/** Made for the first country: it takes milliseconds of every start, and most alerts name none. */
let countries: Intl.DisplayNames | undefined;

/** A line for each address, at most `most`, and one for what nothing is known of. */
export function originLines(alert: Alert, medium: Medium, most: number): string[] {
  const known = new Map((alert.origins ?? []).map((origin) => [origin.address, origin]));
  const whose = subjectOf(alert, medium);
  const lines = sources(alert).map((address) => {
    const origin = known.get(address);
    return `${medium.name(address)}${origin === undefined ? '' : place(origin, medium) + familiarity(origin, whose)}`;
  });
  const isComparable = [...known.values()].some(({ seenBefore }) => seenBefore !== undefined);
  return [
    ...firstOf(lines, most),
    ...(known.size > 0 && !isComparable
      ? [`nothing to compare with: no sign-in or MFA call${whose('of')} is known between a week and an hour before`]
      : []),
  ];
}

/** Whoever runs a network has chosen its name. */
function place({ country, network }: Origin, { name, sentence }: Medium): string {
  const words = [
    ...(country === undefined ? [] : [sentence(countryName(country))]),
    ...(network === undefined ? [] : [name(network)]),
  ];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function familiarity({ seenBefore }: Origin, whose: Whose): string {
  if (seenBefore === undefined) return '';
  return seenBefore
    ? `, not new${whose('for')}: seen in the week before`
    : `, new${whose('for')} (no success from there known in the week before)`;
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  countries ??= new Intl.DisplayNames('en', { type: 'region' });
  return countries.of(code) ?? code;
}

type Whose = (preposition: string) => string;

/** An alert about several users compares with no single one of them. */
function subjectOf({ target, targets }: Alert, { name }: Medium): Whose {
  const subject = targets.length > 1 ? undefined : target.name;
  return (preposition) => (subject === undefined ? '' : ` ${preposition} ${name(subject)}`);
}
