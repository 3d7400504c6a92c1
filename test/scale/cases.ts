import { spray, start, theft, workingHour, type Arrival } from './loads';
import { simulate, type Outcome } from './simulate';

/** A million failures in an hour: so many milliseconds from one to the next. */
const apart = 3.6;
const users = 10_000;

export interface Case {
  name: string;
  /** Events an hour at the rate that is simulated. */
  anHour: number;
  load: Iterable<Arrival>;
  judgesEach?: boolean;
}

/** @param failures of each spray that are simulated, at the rate of a million an hour. */
export function cases(failures: number): Case[] {
  const [anHour, lasts] = [1_000_000, failures * apart];
  const sprayed = { events: failures, lasts };
  const working = (accounts: number, name: string): Case => {
    const load = [...workingHour(accounts)];
    return { name, anHour: load.length, load };
  };
  /** Two seconds of it: enough to see what happens, and it takes long. */
  const before = { events: 556, lasts: 556 * apart };
  return [
    working(1, '1 account, busiest hour'),
    working(100, '100 accounts, busiest hour'),
    working(10_000, '10,000 accounts, busiest hour'),
    {
      name: 'a million MFA failures of one user from one address',
      ...{ anHour, load: besides(spray({ ...sprayed, users: 1, addresses: 1, mfaUsed: 'Yes' }), lasts) },
    },
    {
      name: 'a million MFA failures of one user from 1,000 addresses',
      ...{ anHour, load: besides(spray({ ...sprayed, users: 1, addresses: 1_000, mfaUsed: 'Yes' }), lasts) },
    },
    {
      name: 'a million password failures of 10,000 users from one address',
      ...{ anHour, load: besides(spray({ ...sprayed, users, addresses: 1, mfaUsed: 'No' }), lasts) },
    },
    {
      name: 'one user, one address, had each event to be judged by itself (first 2 s)',
      ...{ anHour, load: besides(spray({ ...before, users: 1, addresses: 1, mfaUsed: 'Yes' }), before.lasts) },
      judgesEach: true,
    },
  ];
}

/** In the midst of the spray, somebody else uses a stolen key. */
function* besides(load: Iterable<Arrival>, lasts: number): Generator<Arrival> {
  const moment = start + lasts / 2;
  let isOver = false;
  for (const arrival of load) {
    if (!isOver && arrival.at > moment) yield theft(moment);
    isOver ||= arrival.at > moment;
    yield arrival;
  }
}

export function run({ load, judgesEach = false }: Case, heapAt: readonly number[] = []): Promise<Outcome> {
  return simulate(load, start, { judgesEach }, heapAt);
}
