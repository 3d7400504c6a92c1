import { beforeAll, describe, expect, it } from '@jest/globals';
import { spray, start, theft, workingHour, type Arrival, type Spray } from './loads';
import { simulate, type Outcome } from './simulate';
import { quotas } from './quotas';

/** Messages an hour to one destination for people: the flood limit twice, for the first critical of each user, and summaries. */
const mostToPeople = 2 * 20 + 2;

const fast = { events: 300, lasts: 300 * 3.6, mfaUsed: 'Yes' } as const;

function* withTheft(load: Spray): Generator<Arrival> {
  yield* spray(load);
  yield theft(start + fast.lasts + 1);
}

describe.each<[string, () => Iterable<Arrival>, boolean]>([
  ['one user from one address', () => withTheft({ ...fast, users: 1, addresses: 1 }), true],
  ['one user from many addresses', () => withTheft({ ...fast, users: 1, addresses: 100 }), true],
  ['all users from one address', () => withTheft({ ...fast, users: 40, addresses: 1 }), true],
  ['an hour of 20 accounts at work', () => workingHour(20), false],
])('%s, as fast as a million an hour', (_name, load, isAttack) => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await simulate(load(), start);
  });

  it('loses no event to the dead-letter queue', () => {
    expect(outcome.deployed.deadLetters).toEqual([]);
    const events = [...outcome.deployed.uses].filter(([kind]) => kind !== 'sweep').map(([, use]) => use.events);
    expect(events.reduce((sum, count) => sum + count, 0)).toBe(outcome.handed);
  });

  it('writes no row that DynamoDB would refuse', () => {
    expect(outcome.deployed.figures.largestItem).toBeLessThan(quotas.item);
  });

  it('tells people no more than they can read, and of a theft in the midst of it', () => {
    for (const destination of ['mail', 'slack'])
      for (const count of outcome.told.get(destination) ?? []) expect(count).toBeLessThanOrEqual(mostToPeople);
    const thefts = outcome.deployed.stores.ledger.alerts().filter(({ targets }) => targets.includes('bob'));
    expect(thefts.map(({ id }) => outcome.severities.get(id))).toEqual(isAttack ? ['high'] : []);
  });
});

it('a spray that goes on is one alert that is found again, not a new one a minute', async () => {
  const { deployed } = await simulate(
    spray({ events: 2_600, users: 1, addresses: 1, mfaUsed: 'Yes', lasts: 125_000 }),
    start,
  );
  expect(deployed.stores.ledger.alerts()).toMatchObject([{ severity: 'critical', targets: ['alice'] }]);
});
