import { describe, expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { parseConfig, retentionDays, type Overrides } from '../../lambda/config/config';

const detections = [
  { id: 'repeated-failures', settings: z.object({ threshold: z._default(z.int().check(z.minimum(1)), 3) }) },
  { id: 'device-added', settings: z.object({}) },
];

function parse(yaml: string | undefined, overrides: Overrides = {}) {
  return parseConfig(yaml, 'mfa-watch.yaml', overrides, detections, Date.parse('2026-11-20T12:00:00Z'));
}

function problemsOf(yaml: string, overrides: Overrides = {}): string[] {
  const parsed = parse(yaml, overrides);
  return parsed.ok ? [] : parsed.problems;
}

const defaults = { email: [], slack: [], minSeverity: 'medium', logRetentionDays: 90, exceptions: [], detections: {} };

describe('the defaults', () => {
  test.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['a file of comments', '# email: a@example.com'],
    ['sections whose lines are commented out', 'email:\nslack:\n# - workspaceId: T1\ndetections:\n  device-added:'],
  ])('hold for %s', (_, yaml) => {
    expect(parse(yaml)).toEqual({ ok: true, config: defaults, warnings: [] });
  });
});

describe('e-mail addresses', () => {
  test.each([
    ['one', 'email: a@example.com', ['a@example.com']],
    ['a list', 'email: [a@example.com, b@example.com]', ['a@example.com', 'b@example.com']],
    ['several in one text', 'email: a@example.com, b@example.com', ['a@example.com', 'b@example.com']],
    ['the same one twice', 'email: [a@example.com, a@example.com]', ['a@example.com']],
  ])('may be %s', (_, yaml, email) => {
    expect(parse(yaml)).toMatchObject({ config: { email } });
  });

  test('of the command line go before those of the file', () => {
    expect(parse('email: a@example.com', { email: 'b@example.com,c@example.com' })).toMatchObject({
      config: { email: ['b@example.com', 'c@example.com'] },
    });
  });

  test('of the command line must be some', () => {
    expect(problemsOf('', { email: '' })).toEqual([
      '-c email: expected an e-mail address such as security@example.com, got ""',
    ]);
  });
});

test('a Slack channel is called by its id and gets what is sent at all, unless it says otherwise', () => {
  const yaml = `
    minSeverity: high
    slack:
      - { workspaceId: T01ABCDEF, channelId: C01ABCDEF }
      - { workspaceId: T01ABCDEF, channelId: C01ABCDEF, name: everything, minSeverity: info }`;
  expect(parse(yaml)).toMatchObject({
    config: {
      slack: [
        { name: 'C01ABCDEF', workspaceId: 'T01ABCDEF', channelId: 'C01ABCDEF', minSeverity: 'high' },
        { name: 'everything', minSeverity: 'info' },
      ],
    },
  });
});

test('settings of detections are kept as written, so that defaults stay with the detection', () => {
  expect(parse('detections: { repeated-failures: { threshold: 5 } }')).toMatchObject({
    config: { detections: { 'repeated-failures': { threshold: 5 } } },
  });
});

describe('a mistake is told with its line, what was expected and what is there', () => {
  test.each([
    ['an unknown key', '\nemial: x', '2: emial: unknown key (did you mean "email"?): expected one of partition, email'],
    ['one that resembles nothing', 'colour: x', '1: colour: unknown key: expected one of partition, email'],
    ['a key of every object', '__proto__: {}', '1: __proto__: unknown key: expected one of'],
    [
      'a bad address',
      'email:\n  - a@example.com\n  - nobody',
      '3: email[1]: expected an e-mail address such as security@example.com, got "nobody"',
    ],
    ['another type', 'email: 5', '1: email: expected an e-mail address or a list of them, got 5'],
    ['no list', 'slack: {}', '1: slack: expected a list of channels, got {}'],
    ['no channel', 'slack:\n  - 5', '2: slack[0]: expected workspaceId and channelId, got 5'],
    [
      'no channel id',
      'slack:\n  - workspaceId: T01ABCDEF',
      '2: slack[0].channelId: expected the id of a Slack channel, such as C01ABCDEF, got nothing',
    ],
    [
      'a name for an id',
      'slack:\n  - workspaceId: acme\n    channelId: C01',
      '2: slack[0].workspaceId: expected the id of a Slack workspace, such as T01ABCDEF, got "acme"',
    ],
    [
      'an unknown key in a channel',
      'slack:\n  - workspaceId: T01\n    channelId: C01\n    minSeverty: low',
      '4: slack[0].minSeverty: unknown key (did you mean "minSeverity"?)',
    ],
    [
      'an unknown severity',
      'minSeverity: urgent',
      '1: minSeverity: expected one of info, low, medium, high, critical, got "urgent"',
    ],
    ['days that CloudWatch does not take', 'logRetentionDays: 91', '1: logRetentionDays: expected one of 1, 3, 5'],
    [
      'an unknown partition',
      'partition: us-east-1',
      '1: partition: expected one of aws, aws-us-gov, aws-cn, aws-eusc, got "us-east-1"',
    ],
    [
      'an unknown detection',
      'detections:\n  repeated-failure: {}',
      '2: detections.repeated-failure: unknown key (did you mean "repeated-failures"?): expected one of repeated-failures, device-added',
    ],
    [
      'no settings',
      'detections:\n  repeated-failures: 5',
      '2: detections.repeated-failures: expected settings, each with its value, got 5',
    ],
    [
      'an unknown setting',
      'detections:\n  repeated-failures:\n    treshold: 5',
      '3: detections.repeated-failures.treshold: unknown key (did you mean "threshold"?): expected one of threshold',
    ],
    [
      'a setting where there is none',
      'detections:\n  device-added: { threshold: 5 }',
      '2: detections.device-added.threshold: unknown key: expected one of enabled, severity',
    ],
    [
      'a setting out of range',
      'detections:\n  repeated-failures:\n    threshold: 0',
      '3: detections.repeated-failures.threshold: expected number to be >=1, got 0',
    ],
    [
      'a setting of another type',
      'detections: { repeated-failures: { threshold: many } }',
      '1: detections.repeated-failures.threshold: expected number, got "many"',
    ],
    ['no YAML', 'email: [a@example.com', '1: not valid YAML: '],
    ['a key twice', 'email: a@example.com\nemail: b@example.com', '2: not valid YAML: Map keys must be unique'],
  ])('%s', (_, yaml, problem) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`mfa-watch.yaml:${problem}`);
  });

  test.each([
    ['a list', '- a', 'mfa-watch.yaml: expected keys such as "email: security@example.com", got ["a"]'],
    ['a word', 'hello', 'mfa-watch.yaml: expected keys such as "email: security@example.com", got "hello"'],
    ['an alias without its anchor', 'email: *me', 'mfa-watch.yaml: not valid YAML: Unresolved alias'],
  ])('but without a line, where it is the whole file: %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)[0]).toContain(problem);
  });

  test('each of several, in the order of the file, and the command line last', () => {
    const problems = problemsOf('emial: x\nminSeverity: x\nlogRetentionDays: x', { email: 'nobody' });
    expect(problems.map((problem) => problem.slice(0, 16))).toEqual([
      'mfa-watch.yaml:1',
      'mfa-watch.yaml:2',
      'mfa-watch.yaml:3',
      '-c email: expect',
    ]);
  });

  test('two channels under one name', () => {
    const channel = '  - { workspaceId: T01ABCDEF, channelId: C01ABCDEF }';
    expect(problemsOf(`slack:\n${channel}\n${channel}`)).toEqual([
      'mfa-watch.yaml:3: slack[1]: expected another name than "C01ABCDEF", which a channel above has',
    ]);
  });
});

test('the days are those that CDK knows', () => {
  const known = Object.values(RetentionDays).filter((days) => days !== RetentionDays.INFINITE);
  expect(known).toEqual(expect.arrayContaining([...retentionDays]));
  expect(known.filter((days) => typeof days === 'number')).toHaveLength(retentionDays.length);
});

describe('exceptions', () => {
  const exception = (fields: string): string =>
    `exceptions:\n  - { reason: load test, owner: jane@example.com, ${fields} }`;

  test('hold for what they name, until the end of their last day', () => {
    expect(parse(exception('user: alice, expires: 2026-11-20'))).toMatchObject({
      ok: true,
      config: { exceptions: [{ user: 'alice', expires: '2026-11-20' }] },
      warnings: [],
    });
  });

  test('that have expired are a warning, with owner and reason', () => {
    const parsed = parse(exception('user: alice, expires: 2026-11-19'));
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/expired on 2026-11-19.*jane.*load test/)],
    });
  });

  test.each([
    ['everything', 'expires: 2026-12-01', 'this would except everything'],
    ['more than a season', 'user: alice, expires: 2027-03-01', 'within 90 days'],
    ['without an end', 'user: alice', 'expires: expected a date such as 2026-12-31, got nothing'],
    ['root', 'user: root, expires: 2026-12-01', 'expected a user other than root'],
    ['root by IAM’s name', 'user: AWS ROOT USER, expires: 2026-12-01', 'expected a user other than root'],
    ['tampering with the detector', 'detection: detector-tampered, expires: 2026-12-01', 'can be excepted'],
    ['an unknown detection', 'detection: device-aded, expires: 2026-12-01', 'did you mean "device-added"?'],
    ['no range', 'addresses: 198.51.100.0/33, expires: 2026-12-01', 'expected an address range'],
    ['an account that YAML read as a number', 'account: 111122223333, expires: 2026-12-01', 'in quotes'],
    ['a key that is none', 'users: alice, expires: 2026-12-01', 'did you mean "user"?'],
  ])('may not be for %s', (_, fields, problem) => {
    expect(problemsOf(exception(fields)).join('\n')).toContain(problem);
  });
});
