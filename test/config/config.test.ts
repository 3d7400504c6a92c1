import { describe, expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { retentionDays } from '../../lambda/config/schema';
import { parse, problemsOf } from './parsing';

const defaults = {
  regions: 'sign-in',
  accounts: {},
  email: [],
  slack: [],
  minSeverity: 'medium',
  overrides: [],
  destinations: [],
  quietMinutes: 60,
  floodLimit: 20,
  escalateAfterMinutes: 30,
  heartbeatMinutes: 2,
  posture: { enabled: true, summaryDay: 'monday', passwordGraceDays: 7 },
  addressDatabases: [],
  athenaTable: 'cloudtrail_logs',
  logRetentionDays: 90,
  exceptions: [],
  detections: {},
};

describe('the defaults', () => {
  test.each([
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
        {
          ...{ name: 'C01ABCDEF', workspaceId: 'T01ABCDEF', channelId: 'C01ABCDEF', minSeverity: 'high' },
          ...{ userRoles: false, buttons: true },
        },
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
    [
      'an unknown key',
      '\nemial: x',
      '2: emial: unknown key (did you mean "email"?): expected one of partition, regions',
    ],
    ['one that resembles nothing', 'colour: x', '1: colour: unknown key: expected one of partition, regions'],
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
      '1: detections.repeated-failures.threshold: expected a number, got "many"',
    ],
    [
      'a misspelt region',
      'regions:\n  - us-esat-1',
      '2: regions[0]: "us-esat-1" is not a region (did you mean "us-east-1"?): expected',
    ],
    [
      'a severity that is none, of a detection',
      'detections:\n  device-added:\n    severity: { hgh: medium }',
      '3: detections.device-added.severity.hgh: unknown key (did you mean "high"?): expected one of info, low,',
    ],
    [
      'no truth',
      'detections: { device-added: { enabled: no } }',
      '1: detections.device-added.enabled: expected true or false, got "no"',
    ],
    [
      'a severity for all',
      'detections: { device-added: { severity: low } }',
      '1: detections.device-added.severity: expected keys with values, got "low"',
    ],
    ['no YAML', 'email: [a@example.com', '1: not valid YAML: '],
    ['a list as a key', 'minSeverity: low\n[email]: a@example.com', '2: expected a name before the ":", got a list'],
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
    ['brackets nested without end', `email: ${'['.repeat(20_000)}`, '1: lists and maps lie more than 20 deep'],
    ['dashes nested without end', `email:\n  ${'- '.repeat(20_000)}`, '2: lists and maps lie more than 20 deep'],
    ['keys nested without end', '? '.repeat(20_000), '1: lists and maps lie more than 20 deep'],
    ['an alias inside of itself', 'email: &me [*me]', '1: *me stands inside of what it stands for (&me)'],
    ['aliases without end', `email: [&me a@example.com${', *me'.repeat(20_000)}]`, '1: more than 50 aliases (*name)'],
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
      'mfa-watch.yaml:3: slack[1]: expected another name than "C01ABCDEF", which an earlier channel has',
    ]);
  });
});

test('the days are those that CDK knows', () => {
  const known = Object.values(RetentionDays).filter((days) => days !== RetentionDays.INFINITE);
  expect(known).toEqual(expect.arrayContaining([...retentionDays]));
  expect(known.filter((days) => typeof days === 'number')).toHaveLength(retentionDays.length);
});

describe('regions', () => {
  test.each([
    ['a set', 'regions: all-enabled', 'all-enabled'],
    ['a list', 'regions: [us-east-2, us-gov-west-1]', ['us-east-2', 'us-gov-west-1']],
  ])('may be %s', (_, yaml, regions) => {
    expect(parse(yaml)).toMatchObject({ ok: true, config: { regions } });
  });

  test.each([
    [
      'another set',
      'regions: all',
      '1: regions: expected sign-in, all-enabled, or a list of regions such as [us-east-2, eu-north-1], got "all"',
    ],
    [
      'no region',
      'regions:\n  - us-east-2\n  - europe',
      '3: regions[1]: "europe" is not a region: expected one such as eu-north-1',
    ],
    ['one region', 'region: us-east-2', '1: region: unknown key (did you mean "regions"?)'],
  ])('may not be %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([expect.stringContaining(`mfa-watch.yaml:${problem}`)]);
  });
});

describe('an organization', () => {
  const organization = 'organization: { id: o-a1b2c3d4e5 }\n';
  const override = (lines: string): string => `${organization}overrides:\n  - name: payments\n    ${lines}`;

  test('has an id; accounts have names', () => {
    expect(parse(`${organization}accounts:\n  "012345678901": Payments, production`)).toMatchObject({
      ok: true,
      config: { organization: { id: 'o-a1b2c3d4e5' }, accounts: { '012345678901': 'Payments, production' } },
    });
  });

  test('may have other destinations for some accounts; what an override leaves out is everybody’s', () => {
    const channel = '{ workspaceId: T01ABCDEF, channelId: C01ABCDEF }';
    const yaml = `${organization}minSeverity: low
overrides:
  - { name: one, accounts: ["111122223333"], email: "a@example.com, b@example.com" }
  - { name: two, organizationalUnits: [ou-ab12-34567890], slack: [${channel}], minSeverity: high }`;
    expect(parse(yaml)).toMatchObject({
      ok: true,
      config: {
        overrides: [
          {
            name: 'one',
            accounts: ['111122223333'],
            organizationalUnits: [],
            email: ['a@example.com', 'b@example.com'],
            minSeverity: 'low',
          },
          {
            name: 'two',
            accounts: [],
            organizationalUnits: ['ou-ab12-34567890'],
            slack: [{ name: 'C01ABCDEF', channelId: 'C01ABCDEF', minSeverity: 'high' }],
            minSeverity: 'high',
          },
        ],
      },
    });
  });

  test.each([
    [
      'no id',
      'organization: {}',
      '1: organization.id: expected the id of your organization, such as o-a1b2c3d4e5, got nothing',
    ],
    [
      'another id',
      'organization:\n  id: r-ab12',
      '2: organization.id: expected the id of your organization, such as o-a1b2c3d4e5, got "r-ab12"',
    ],
    ['an id alone', 'organization: o-a1b2c3d4e5', '1: organization: expected "id: o-a1b2c3d4e5", got "o-a1b2c3d4e5"'],
    ['another spelling', 'organisation: {}', '1: organisation: unknown key (did you mean "organization"?)'],
    [
      'an unknown key',
      organization.replace(' }', ', ids: [] }'),
      '1: organization.ids: unknown key (did you mean "id"?): expected one of id',
    ],
    [
      'a list of accounts',
      'accounts: ["111122223333"]',
      '1: accounts: expected accounts of 12 digits in quotes, each with its name',
    ],
    [
      'an account that YAML read as a number',
      'accounts:\n  012345678901: payments',
      '2: accounts.12345678901: expected accounts of 12 digits in quotes',
    ],
    [
      'an account without a name',
      'accounts:\n  "111122223333": ""',
      '2: accounts.111122223333: expected a name, got ""',
    ],
    ['a name that is none', 'accounts:\n  "111122223333": 5', '2: accounts.111122223333: expected a name, got 5'],
    ['no list of overrides', 'overrides: {}', '1: overrides: expected a list of overrides, got {}'],
    [
      'an override without a name',
      `${organization}overrides:\n  - { accounts: ["111122223333"], minSeverity: low }`,
      '3: overrides[0].name: expected 1 to 64 letters, digits, "-" or "_", got nothing',
    ],
    [
      'an override of nobody',
      override('minSeverity: low'),
      '3: overrides[0]: expected accounts or organizationalUnits: it fits none',
    ],
    [
      'an override that changes nothing',
      override('accounts: ["111122223333"]'),
      '3: overrides[0]: expected email, slack or minSeverity: it changes nothing',
    ],
    [
      'a unit’s name',
      override('organizationalUnits: [Payments]\n    minSeverity: low'),
      '4: overrides[0].organizationalUnits[0]: expected the id of an organizational unit, such as ou-ab12-34567890, got "Payments"',
    ],
    [
      'an account in an override that YAML read as a number',
      override('accounts: [111122223333]\n    minSeverity: low'),
      '4: overrides[0].accounts[0]: expected an account in quotes: "111122223333", got 111122223333',
    ],
    [
      'an unknown key in an override',
      override('acounts: []\n    accounts: ["111122223333"]\n    minSeverity: low'),
      '4: overrides[0].acounts: unknown key (did you mean "accounts"?): expected one of name, accounts, organizationalUnits, email, slack, minSeverity',
    ],
    [
      'an unknown key in an override’s channel',
      override('accounts: ["111122223333"]\n    slack:\n      - { workspaceId: T01, channelId: C01, nam: x }'),
      '6: overrides[0].slack[0].nam: unknown key (did you mean "name"?): expected one of name, workspaceId',
    ],
    [
      'an unknown severity in an override',
      override('accounts: ["111122223333"]\n    minSeverity: urgent'),
      '5: overrides[0].minSeverity: expected one of info, low, medium, high, critical, got "urgent"',
    ],
    [
      'an address in an override that is none',
      override('accounts: ["111122223333"]\n    email: nobody'),
      '5: overrides[0].email[0]: expected an e-mail address such as security@example.com, got "nobody"',
    ],
    [
      'two overrides of one name',
      override(
        'accounts: ["111122223333"]\n    minSeverity: low\n  - { name: payments, accounts: ["444455556666"], minSeverity: low }',
      ),
      '6: overrides[1]: expected another name than "payments", which an earlier override has',
    ],
    [
      'two channels of one name in an override',
      override(
        'accounts: ["111122223333"]\n    slack:\n    - { workspaceId: T01, channelId: C01 }\n    - { workspaceId: T01, channelId: C01 }',
      ),
      '7: overrides[0].slack[1]: expected another name than "C01", which an earlier channel has',
    ],
    [
      'an override without an organization',
      override('accounts: ["111122223333"]\n    minSeverity: low').replace(organization, ''),
      '2: overrides[0]: expected an organization, as in "organization: { id: o-a1b2c3d4e5 }"',
    ],
  ])('may not have %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([expect.stringContaining(`mfa-watch.yaml:${problem}`)]);
  });
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

  test('may hold for an organizational unit', () => {
    const yaml = `organization: { id: o-a1b2c3d4e5 }\n${exception('organizationalUnit: ou-ab12-34567890, expires: 2026-12-01')}`;
    expect(parse(yaml)).toMatchObject({
      ok: true,
      config: { exceptions: [{ organizationalUnit: 'ou-ab12-34567890' }] },
    });
  });

  const organized = (fields: string): string[] =>
    problemsOf(`organization: { id: o-a1b2c3d4e5 }\n${exception(`${fields}, expires: 2026-12-01`)}`);

  test.each([
    'user: alice',
    'actor: deployer',
    'user: alice, detection: device-added, addresses: 198.51.100.0/24',
    'actor: "arn:aws:iam:::user/alice"',
  ])('of an organization may not be for a name that any member may have: %s', (fields) => {
    expect(organized(fields)).toEqual([
      'mfa-watch.yaml:3: exceptions[0]: expected account, organizationalUnit, or an ARN as actor: any account of the organization may have somebody of this name',
    ]);
  });

  test.each([
    'user: alice, account: "111122223333"',
    'actor: deployer, organizationalUnit: ou-ab12-34567890',
    'user: alice, actor: "arn:aws-us-gov:sts::111122223333:assumed-role/deployer/session"',
    'detection: device-added',
    'addresses: 198.51.100.0/24',
  ])('of an organization may be for %s', (fields) => {
    expect(organized(fields)).toEqual([]);
  });

  test('that have expired are a warning, with owner and reason', () => {
    const parsed = parse(exception('user: alice, expires: 2026-11-19'));
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/expired on 2026-11-19.*jane.*load test/)],
    });
  });

  test('that are for a whole account are a warning, where there is no other', () => {
    const whole = exception('account: "111122223333", expires: 2026-12-01');
    const warning =
      'mfa-watch.yaml:2: exceptions[0]: without organization, where mfa-watch sees its own account alone, this excepts everything: say what is expected';
    expect(parse(whole)).toMatchObject({ ok: true, warnings: [warning] });
    for (const other of [
      `organization: { id: o-a1b2c3d4e5 }\n${whole}`,
      exception('account: "111122223333", user: alice, expires: 2026-12-01'),
    ])
      expect(parse(other)).toMatchObject({ ok: true, warnings: [] });
  });

  test.each([
    ['everything', 'expires: 2026-12-01', 'this would except everything'],
    ['more than a season', 'user: alice, expires: 2027-03-01', 'within 90 days'],
    ['without an end', 'user: alice', 'expires: expected a date such as 2026-12-31, got nothing'],
    ['root', 'user: root, expires: 2026-12-01', 'expected a user other than root'],
    ['root by IAM’s name', 'user: AWS ROOT USER, expires: 2026-12-01', 'expected a user other than root'],
    ['tampering with the detector', 'detection: detector-tampered, expires: 2026-12-01', 'can be excepted'],
    ['an unknown detection', 'detection: device-aded, expires: 2026-12-01', 'did you mean "device-added"?'],
    ['a pattern', 'actor: HelpDesk/*, expires: 2026-12-01', 'the name or ARN of a role means all its sessions'],
    [
      'a pattern in an ARN',
      'actor: "arn:aws:sts::111122223333:assumed-role/HelpDesk/*", expires: 2026-12-01',
      'expected a name or ARN without *',
    ],
    ['a pattern as a user', 'user: "*", expires: 2026-12-01', 'exceptions[0].user: expected a name without *'],
    ['a pattern in a user', 'user: test-*, expires: 2026-12-01', 'expected a name without *'],
    ['all addresses', 'addresses: 0.0.0.0/0, expires: 2026-12-01', 'this would except everything'],
    ['all of IPv6', 'user: alice, addresses: "::/0", expires: 2026-12-01', 'this would except everything'],
    ['all addresses, written at length', 'addresses: 10.0.0.0/00, expires: 2026-12-01', 'would except everything'],
    ['no range', 'addresses: 198.51.100.0/33, expires: 2026-12-01', 'expected an address range'],
    ['an account that YAML read as a number', 'account: 111122223333, expires: 2026-12-01', 'in quotes'],
    ['a unit’s name', 'organizationalUnit: Payments, expires: 2026-12-01', 'such as ou-ab12-34567890, got "Payments"'],
    [
      'a unit of no organization',
      'organizationalUnit: ou-ab12-34567890, expires: 2026-12-01',
      'expected an organization',
    ],
    ['another spelling', 'organisationalUnit: ou-ab12-34567890, expires: 2026-12-01', 'mean "organizationalUnit"?'],
    ['a key that is none', 'users: alice, expires: 2026-12-01', 'did you mean "user"?'],
  ])('may not be for %s', (_, fields, problem) => {
    expect(problemsOf(exception(fields)).join('\n')).toContain(problem);
  });

  test('a last day that is none is named with its own line', () => {
    const long =
      'exceptions:\n  - reason: load test\n    owner: jane@example.com\n    user: alice\n    expires: 2027-03-01\n';
    expect(problemsOf(long)).toEqual([
      'mfa-watch.yaml:5: exceptions[0].expires: expected a date within 90 days, got "2027-03-01"',
    ]);
  });
});
