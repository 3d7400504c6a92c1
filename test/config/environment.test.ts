import { describe, expect, test } from '@jest/globals';
import { fromEnvironment, toEnvironment, type Environment } from '../../lambda/config/environment';

const environment: Environment = {
  table: 'memory',
  destinations: [{ name: 'alerts', arn: 'arn:aws:sns:us-east-1:111122223333:alerts', kind: 'alerts' }],
  routes: [{ accounts: [], organizationalUnits: [], destinations: [{ name: 'alerts', minSeverity: 'low' }] }],
  besides: [
    {
      accounts: ['444455556666'],
      organizationalUnits: [],
      destinations: [
        { name: 'to-pager', minSeverity: 'high', detections: ['repeated-mfa-failures'] },
        { name: 'to-manager', minSeverity: 'critical', when: 'unanswered' },
      ],
    },
  ],
  pace: { quietMinutes: 60, floodLimit: 20, escalateAfterMinutes: 30 },
  hints: { athenaTable: 'cloudtrail_logs', docsUrl: 'https://wiki.example.com/mfa-watch/docs' },
  guard: 'arn:aws:sns:us-east-1:111122223333:guard',
  deadLetters: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead-letters',
  detections: { 'repeated-mfa-failures': { medium: 4 } },
  exceptions: [],
  posture: { summaryDay: 'monday', passwordGraceDays: 7 },
  account: '111122223333',
  accounts: { '444455556666': 'payments-prod' },
  organization: 'o-a1b2c3d4e5',
};

test('what the construct writes, the handler reads', () => {
  expect(fromEnvironment(toEnvironment(environment))).toEqual(environment);
  const alone = {
    ...environment,
    organization: null,
    posture: null,
    besides: [],
    hints: { athenaTable: 'logs.cloudtrail' },
  };
  expect(fromEnvironment(toEnvironment(alone))).toEqual(alone);
});

test('all names begin alike and are known to the documentation', () => {
  expect(Object.keys(toEnvironment(environment)).sort()).toEqual([
    'MFA_WATCH_ACCOUNT',
    'MFA_WATCH_ACCOUNTS',
    'MFA_WATCH_BESIDES',
    'MFA_WATCH_DEAD_LETTERS',
    'MFA_WATCH_DESTINATIONS',
    'MFA_WATCH_DETECTIONS',
    'MFA_WATCH_EXCEPTIONS',
    'MFA_WATCH_GUARD',
    'MFA_WATCH_HINTS',
    'MFA_WATCH_ORGANIZATION',
    'MFA_WATCH_PACE',
    'MFA_WATCH_POSTURE',
    'MFA_WATCH_ROUTES',
    'MFA_WATCH_TABLE',
  ]);
});

describe('a variable that is wrong is named', () => {
  test.each([
    ['missing', 'MFA_WATCH_TABLE', undefined],
    ['empty', 'MFA_WATCH_ACCOUNT', ''],
    ['not JSON', 'MFA_WATCH_DESTINATIONS', '[{'],
    ['of another shape', 'MFA_WATCH_DESTINATIONS', '[{"name":"alerts"}]'],
    ['of another shape', 'MFA_WATCH_DETECTIONS', '[]'],
    ['of another shape', 'MFA_WATCH_ROUTES', '[{"accounts":["1"],"organizationalUnits":[],"destinations":[]}]'],
    [
      'a severity that is none',
      'MFA_WATCH_ROUTES',
      '[{"accounts":[],"organizationalUnits":[],"destinations":[{"name":"alerts","minSeverity":"urgent"}]}]',
    ],
    ['a kind of destination that is none', 'MFA_WATCH_DESTINATIONS', '[{"name":"alerts","arn":"a","kind":"fax"}]'],
    [
      'a moment that is none',
      'MFA_WATCH_BESIDES',
      '[{"accounts":[],"organizationalUnits":[],"destinations":[{"name":"a","minSeverity":"high","when":"never"}]}]',
    ],
    ['of another shape', 'MFA_WATCH_PACE', '{"quietMinutes":"60"}'],
    ['a day that is none', 'MFA_WATCH_POSTURE', '{"summaryDay":"noday","passwordGraceDays":7}'],
    ['an account that is none', 'MFA_WATCH_ACCOUNTS', '{"1":"payments-prod"}'],
    ['not JSON', 'MFA_WATCH_ORGANIZATION', 'o-a1b2c3d4e5'],
    ['empty', 'MFA_WATCH_ORGANIZATION', '""'],
  ])('%s: %s', (_, name, value) => {
    const wrong = { ...toEnvironment(environment), [name]: value };
    expect(() => fromEnvironment(wrong)).toThrow(new RegExp(`: ${name}$`));
  });
});

test('what only CloudFormation knows stands where text stands, whatever the text means', () => {
  const later = '${Token[TOKEN.123]}';
  const destinations = [{ name: 'alerts', arn: later, kind: later }];
  const routes = [
    { accounts: [later], organizationalUnits: [later], destinations: [{ name: later, minSeverity: later }] },
  ];
  const written = toEnvironment({ ...environment, destinations, routes, besides: routes, organization: later });
  expect(JSON.parse(written['MFA_WATCH_ROUTES'] ?? '')).toEqual(routes);
  expect(JSON.parse(written['MFA_WATCH_ORGANIZATION'] ?? '')).toBe(later);
});

describe('the size', () => {
  const withSettings = (length: number, text = 'x') => ({
    ...environment,
    detections: { some: { text: text.repeat(length) } },
  });

  test('that Lambda takes is accepted', () => {
    expect(() => toEnvironment(withSettings(2_400))).not.toThrow();
  });

  test('that Lambda would refuse is refused before, with the part that is too big', () => {
    expect(() => toEnvironment(withSettings(3_500))).toThrow(
      /bytes that fit .*: destinations \d+, routes \d+, besides \d+, pace \d+, hints \d+, detections 35\d\d, exceptions \d+, /,
    );
  });

  /** As Lambda's error message shows what it has measured. */
  const measured = (variables: object): number => Buffer.byteLength(JSON.stringify(variables));

  test.each(['x', 'é', '"'])('is that of names and values as Lambda measures them: of %s', (text) => {
    const sizes = Array.from({ length: 3_000 }, (_, length) => length).filter((length) => {
      try {
        return measured(toEnvironment(withSettings(length, text))) > 0;
      } catch {
        return false;
      }
    });
    const largest = Math.max(...sizes);
    expect(sizes).toHaveLength(largest + 1);
    const most = measured(toEnvironment(withSettings(largest, text)));
    expect(most).toBeGreaterThan(3_990);
    expect(most).toBeLessThanOrEqual(4_000);
  });

  test('is that which the deployment makes of it', () => {
    const long = (value: string) => value.replaceAll('memory', 'm'.repeat(3_500));
    expect(toEnvironment(environment)['MFA_WATCH_TABLE']).toBe('memory');
    expect(() => toEnvironment(environment, long)).toThrow(/bytes/);
  });
});
