import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-challenge-abandoned';
import { at, checkMfa, consoleLogin, elsewhere, home } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const left = (minutes: number[], from = home): object[] => minutes.map((minute) => checkMfa({ minute, from }));
const noon: World = { until: at(180) };

it.each<[string, object[], World, Told[]]>([
  [
    'three in an hour',
    left([0, 1, 60]),
    noon,
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  ['three in more than an hour', left([0, 1, 60.1]), noon, []],
  ['two', left([0, 1]), noon, []],
  [
    'three, ten minutes ago',
    left([0, 1, 2]),
    { until: at(12) },
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  ['three, less than ten minutes ago', left([0, 1, 2]), { until: at(11.9) }, []],
  [
    'three from two addresses',
    [...left([0, 1]), ...left([2], elsewhere)],
    noon,
    [
      [
        'medium',
        '3 sign-ins of alice stopped at the MFA step',
        'the sign-ins that stopped at the MFA step came from several addresses',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  [
    'four, of which the fourth is not due yet',
    left([0, 1, 2, 10]),
    { until: at(15) },
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  [
    'four',
    left([0, 1, 2, 10]),
    noon,
    [
      [
        'low',
        '4 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  ['three, and a sign-in ten minutes after the last', [...left([0, 1, 2]), consoleLogin({ minute: 12 })], noon, []],
  ['three, and a sign-in ten minutes after the first', [...left([0, 1, 2]), consoleLogin({ minute: 10 })], noon, []],
  ['three, and a failed sign-in', [...left([0, 1, 2]), consoleLogin({ minute: 3, outcome: 'Failure' })], noon, []],
  [
    'three, and a sign-in without outcome',
    [...left([0, 1, 2]), consoleLogin({ minute: 3, patch: { responseElements: null } })],
    noon,
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  [
    'four, and a sign-in from elsewhere answers the last',
    [...left([0, 1, 2, 3]), consoleLogin({ minute: 4, from: elsewhere })],
    noon,
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  [
    'three elsewhere and one at home, and a sign-in at home',
    [...left([0, 1, 3], elsewhere), ...left([2]), consoleLogin({ minute: 4 })],
    noon,
    [
      [
        'low',
        '3 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 3 times or more in 60 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
  [
    'settings of one’s own',
    left([0, 5]),
    { until: at(6), settings: { 'mfa-challenge-abandoned': { abandoned: 2, windowMinutes: 5, answerMinutes: 1 } } },
    [
      [
        'low',
        '2 sign-ins of alice stopped at the MFA step',
        'AWS asked for MFA 2 times or more in 5 minutes and got no answer; whoever it was may know the password',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
