import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/sign-in-spray';
import { consoleLogin, elsewhere, unknownUserLogin } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'];
const failed = (count: number, apart = 1, how: object = {}): object[] =>
  names.slice(0, count).map((by, index) => consoleLogin({ by, minute: index * apart, outcome: 'Failure', ...how }));
const hidden = (count: number, from = 0, how: object = {}): object[] =>
  Array.from({ length: count }, (_, index) => unknownUserLogin({ minute: from + index / 2, ...how }));

it.each<[string, object[], World, Told[]]>([
  ['five users', failed(5), {}, []],
  [
    'six users in ten minutes',
    failed(6, 2),
    {},
    [
      [
        'medium',
        '6 sign-ins failed from 198.51.100.7, of 6 users',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
      ],
    ],
  ],
  ['six users in more', failed(6, 2.1), {}, []],
  [
    'eight users',
    failed(8),
    {},
    [
      [
        'medium',
        '8 sign-ins failed from 198.51.100.7, of 8 users',
        '8 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 3 more',
      ],
    ],
  ],
  [
    'nine users',
    failed(9),
    {},
    [
      [
        'medium',
        '9 sign-ins failed from 198.51.100.7, of 9 users',
        '9 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 4 more',
      ],
    ],
  ],
  ['nine names that do not exist', hidden(9), {}, []],
  [
    'ten names that do not exist',
    hidden(10),
    {},
    [
      [
        'medium',
        '10 sign-ins failed from 198.51.100.7, all under names that do not exist',
        '10 sign-ins in 10 minutes under names that do not exist (AWS hides them)',
      ],
    ],
  ],
  [
    'six users, and ten names that do not exist',
    [...failed(6), ...hidden(10, 3)],
    {},
    [
      [
        'medium',
        '16 sign-ins failed from 198.51.100.7, of 6 users and under names that do not exist',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
        '10 sign-ins in 10 minutes under names that do not exist (AWS hides them)',
      ],
    ],
  ],
  [
    'six users, and nine names that do not exist',
    [...failed(6), ...hidden(9, 3)],
    {},
    [
      [
        'medium',
        '6 sign-ins failed from 198.51.100.7, of 6 users',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
      ],
    ],
  ],
  [
    'five users, and ten names that do not exist',
    [...failed(5), ...hidden(10, 3)],
    {},
    [
      [
        'medium',
        '10 sign-ins failed from 198.51.100.7, all under names that do not exist',
        '10 sign-ins in 10 minutes under names that do not exist (AWS hides them)',
      ],
    ],
  ],
  [
    'six users, and ten names that do not exist more than ten minutes later',
    [...failed(6), ...hidden(10, 15.1)],
    {},
    [
      [
        'medium',
        '6 sign-ins failed from 198.51.100.7, of 6 users',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
      ],
      [
        'medium',
        '10 sign-ins failed from 198.51.100.7, all under names that do not exist',
        '10 sign-ins in 10 minutes under names that do not exist (AWS hides them)',
      ],
    ],
  ],
  [
    'one user in two spellings among six',
    [...failed(5), consoleLogin({ by: 'ALICE', minute: 6, outcome: 'Failure' })],
    {},
    [],
  ],
  [
    'six users, one of them in two spellings',
    [...failed(6), consoleLogin({ by: 'ALICE', minute: 6, outcome: 'Failure' })],
    {},
    [
      [
        'medium',
        '7 sign-ins failed from 198.51.100.7, of 6 users',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
      ],
    ],
  ],
  ['six users who get in', failed(6, 1, { outcome: 'Success' }), {}, []],
  ['six users from no known address', failed(6, 1, { from: '' }), {}, []],
  [
    'six users from two addresses',
    [...failed(5), consoleLogin({ by: 'frank', minute: 5, outcome: 'Failure', from: elsewhere })],
    {},
    [],
  ],
  [
    'six users from one address in two spellings',
    [...failed(3, 1, { from: '2001:DB8::1' }), ...failed(6, 1, { from: '2001:db8::1' }).slice(3)],
    {},
    [
      [
        'medium',
        '6 sign-ins failed from 2001:DB8::1, of 6 users',
        '6 users failed from one address in 10 minutes: alice, bob, carol, dave, erin and 1 more',
      ],
    ],
  ],
  [
    'settings of one’s own',
    [...failed(2, 5), ...hidden(3, 20)],
    { settings: { 'sign-in-spray': { users: 2, hiddenNames: 3, windowMinutes: 5 } } },
    [
      [
        'medium',
        '2 sign-ins failed from 198.51.100.7, of 2 users',
        '2 users failed from one address in 5 minutes: alice, bob',
      ],
      [
        'medium',
        '3 sign-ins failed from 198.51.100.7, all under names that do not exist',
        '3 sign-ins in 5 minutes under names that do not exist (AWS hides them)',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
