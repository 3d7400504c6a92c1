import { describe, expect, test } from '@jest/globals';
import { fromEnvironment, toEnvironment, type Environment } from '../../lambda/config/environment';

const environment: Environment = {
  table: 'memory',
  topics: [{ name: 'alerts', arn: 'arn:aws:sns:us-east-1:111122223333:alerts', kind: 'alerts', minSeverity: 'low' }],
  deadLetters: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead-letters',
  detections: { 'repeated-mfa-failures': { medium: 4 } },
  exceptions: [],
  account: '111122223333',
};

test('what the construct writes, the handler reads', () => {
  expect(fromEnvironment(toEnvironment(environment))).toEqual(environment);
});

test('all names begin alike and are known to the documentation', () => {
  expect(Object.keys(toEnvironment(environment))).toEqual([
    'MFA_WATCH_TABLE',
    'MFA_WATCH_TOPICS',
    'MFA_WATCH_DEAD_LETTERS',
    'MFA_WATCH_DETECTIONS',
    'MFA_WATCH_EXCEPTIONS',
    'MFA_WATCH_ACCOUNT',
  ]);
});

describe('a variable that is wrong is named', () => {
  test.each([
    ['missing', 'MFA_WATCH_TABLE', undefined],
    ['empty', 'MFA_WATCH_ACCOUNT', ''],
    ['not JSON', 'MFA_WATCH_TOPICS', '[{'],
    ['of another shape', 'MFA_WATCH_TOPICS', '[{"name":"alerts"}]'],
    ['of another shape', 'MFA_WATCH_DETECTIONS', '[]'],
  ])('%s: %s', (_, name, value) => {
    const wrong = { ...toEnvironment(environment), [name]: value };
    expect(() => fromEnvironment(wrong)).toThrow(new RegExp(`: ${name}$`));
  });
});

describe('the size', () => {
  const withSettings = (length: number) => ({ ...environment, detections: { some: { text: 'x'.repeat(length) } } });

  test('that Lambda takes is accepted', () => {
    expect(() => toEnvironment(withSettings(3_000))).not.toThrow();
  });

  test('that Lambda would refuse is refused before, with the part that is too big', () => {
    expect(() => toEnvironment(withSettings(3_500))).toThrow(
      /bytes that fit .*: detections 35\d\d, exceptions \d+, topics \d+;/,
    );
  });

  test('counts bytes, and what CDK fills in later', () => {
    expect(() => toEnvironment({ ...withSettings(0), table: 'é'.repeat(1_700) })).toThrow(/bytes/);
    expect(() => toEnvironment({ ...withSettings(0), table: '${Token[TOKEN.123]}'.repeat(30) })).toThrow(/bytes/);
  });
});
