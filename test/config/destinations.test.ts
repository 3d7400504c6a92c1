import { describe, expect, test } from '@jest/globals';
import { parse, problemsOf } from './parsing';

const organization = 'organization: { id: o-a1b2c3d4e5 }\n';
const channel = 'workspaceId: T01ABCDEF, channelId: C01ABCDEF';
const secret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:pager-AbCdEf';
const bus = 'arn:aws:events:us-east-1:111122223333:event-bus/security';
const destination = (fields: string, before = ''): string => `${before}destinations:\n  - { name: one, ${fields} }`;

/** What is to be told of the first one. */
function parsed(fields: string, before = organization): unknown {
  const result = parse(destination(fields, before));
  return result.ok ? result.config.destinations[0] : result.problems;
}

describe('a destination', () => {
  test.each([
    ['mail', 'email: a@example.com', { email: ['a@example.com'] }],
    [
      'mail of several',
      'email: [a@example.com, b@example.com, a@example.com]',
      { email: ['a@example.com', 'b@example.com'] },
    ],
    [
      'a Slack channel',
      `slack: { ${channel} }`,
      { slack: { channelId: 'C01ABCDEF', userRoles: false, buttons: true } },
    ],
    ['a queue', 'queue: true', { queue: true }],
    ['an event bus', `eventBus: "${bus}"`, { eventBus: bus }],
    [
      'a tool',
      `https: { url: "https://example.com/hook", secret: "${secret}" }`,
      { https: { secret, format: 'alert' } },
    ],
    ['Security Hub', 'securityHub: true', { securityHub: true }],
  ])('may be %s', (_, fields, expected) => {
    expect(parsed(fields)).toMatchObject({ name: 'one', accounts: [], organizationalUnits: [], ...expected });
  });

  test('may be in another partition, in the home region of that', () => {
    const arn = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/default';
    expect(parsed(`eventBus: "${arn}"`)).toMatchObject({ eventBus: arn });
  });

  test('is told what is sent at all, unless it says otherwise', () => {
    expect(parsed('queue: true', 'minSeverity: low\n')).toMatchObject({ minSeverity: 'low' });
    expect(parsed('queue: true, minSeverity: info')).toMatchObject({ minSeverity: 'info' });
  });

  test('is limited to detections, accounts and units', () => {
    const filters =
      'detections: [device-added], accounts: ["111122223333"], organizationalUnits: [ou-ab12-34567890], minSeverity: high';
    expect(parsed(`queue: true, ${filters}`)).toMatchObject({
      detections: ['device-added'],
      accounts: ['111122223333'],
      organizationalUnits: ['ou-ab12-34567890'],
      minSeverity: 'high',
    });
  });

  test.each([
    ['', 'high'],
    ['minSeverity: info\n', 'high'],
    ['minSeverity: critical\n', 'critical'],
  ])('for what is unanswered is told what somebody has to answer (%j)', (before, minSeverity) => {
    expect(parsed('queue: true, when: unanswered', before)).toMatchObject({ when: 'unanswered', minSeverity });
  });
});

describe('a destination may not have', () => {
  const url = 'url: "https://example.com"';
  test.each([
    ['no name', 'destinations:\n  - queue: true', '2: destinations[0].name: expected 1 to 64 letters'],
    [
      'no place',
      destination('minSeverity: high'),
      '2: destinations[0]: expected one of email, slack, queue, eventBus, https, securityHub, got none',
    ],
    [
      'two places',
      destination('queue: true, email: a@example.com'),
      '2: destinations[0]: expected one of email, slack, queue, eventBus, https, securityHub, got email and queue',
    ],
    [
      'a queue that is none',
      destination('queue: false'),
      '2: destinations[0].queue: expected true, or to be left out, got false',
    ],
    [
      'a misspelt key',
      destination('queue: true, minSeverty: high'),
      '2: destinations[0].minSeverty: unknown key (did you mean "minSeverity"?): expected one of name, email',
    ],
    [
      'a misspelt key in its channel',
      destination('slack: { workspaceId: T01, channelId: C01, button: false }'),
      '2: destinations[0].slack.button: unknown key (did you mean "buttons"?): expected one of workspaceId, channelId, userRoles, buttons',
    ],
    [
      'a misspelt key in its tool',
      destination(`https: { ${url}, secret: "${secret}", fromat: alert }`),
      '2: destinations[0].https.fromat: unknown key (did you mean "format"?): expected one of url, header, secret, secretVersion, format',
    ],
    [
      'a name for a bus',
      destination('eventBus: security'),
      '2: destinations[0].eventBus: expected the ARN of an event bus in the home region, such as arn:aws:events:us-east-1:111122223333:event-bus/security, got "security"',
    ],
    [
      'a bus elsewhere',
      destination(`eventBus: "${bus.replace('us-east-1', 'eu-west-1')}"`),
      '2: destinations[0].eventBus: expected the ARN of an event bus in the home region',
    ],
    [
      'a secret elsewhere',
      destination(`https: { ${url}, secret: "${secret.replace('us-east-1', 'eu-west-1')}" }`),
      '2: destinations[0].https.secret: expected the ARN of a secret in the home region',
    ],
    ['no secret', destination(`https: { ${url} }`), '2: destinations[0].https.secret: expected the ARN of a secret'],
    [
      'an address without TLS',
      destination(`https: { url: "http://example.com", secret: "${secret}" }`),
      '2: destinations[0].https.url: expected an address such as https://events.pagerduty.com/v2/enqueue, got "http://example.com"',
    ],
    [
      'another format',
      destination(`https: { ${url}, secret: "${secret}", format: opsgenie }`),
      '2: destinations[0].https.format: expected one of alert, pagerduty, got "opsgenie"',
    ],
    [
      'a header for PagerDuty',
      destination(`https: { ${url}, secret: "${secret}", format: pagerduty, header: X-Key }`),
      '2: destinations[0].https.header: expected to be left out',
    ],
    [
      'a long name for a tool',
      `destinations:\n  - name: ${'n'.repeat(52)}\n    https: { ${url}, secret: "${secret}" }`,
      '2: destinations[0]: expected a name of at most 51 characters',
    ],
    [
      'an unknown detection',
      destination('queue: true, detections: [device-aded]'),
      '2: destinations[0].detections.device-aded: unknown key (did you mean "device-added"?)',
    ],
    [
      'no detection at all',
      destination('queue: true, detections: []'),
      '2: destinations[0].detections: expected at least one id of a detection, got []',
    ],
    [
      'accounts without an organization',
      destination('queue: true, accounts: ["111122223333"]'),
      '2: destinations[0].accounts: expected an organization',
    ],
    [
      'units without an organization',
      destination('queue: true, organizationalUnits: [ou-ab12-34567890]'),
      '2: destinations[0].organizationalUnits: expected an organization',
    ],
    [
      'an account that YAML read as a number',
      destination('queue: true, accounts: [111122223333]', organization),
      '3: destinations[0].accounts[0]: expected an account in quotes',
    ],
    [
      'another moment',
      destination('queue: true, when: later'),
      '2: destinations[0].when: expected unanswered, or to be left out, got "later"',
    ],
    [
      'what is never unanswered',
      destination('queue: true, when: unanswered, minSeverity: medium'),
      '2: destinations[0].minSeverity: expected high or critical, got "medium": nobody has to answer what is less severe',
    ],
    [
      'the name of another',
      `${destination('queue: true')}\n  - { name: one, securityHub: true }`,
      '3: destinations[1]: expected another name than "one", which an earlier destination has',
    ],
    [
      'the name of another’s queue',
      `${destination('queue: true')}\n  - { name: one-Queue, email: a@example.com }`,
      '3: destinations[1]: expected another name than "one-Queue": the queue of another is called so',
    ],
    [
      'a version of the secret that is none',
      destination(`https: { ${url}, secret: "${secret}", secretVersion: AWSCURRENT }`),
      '2: destinations[0].https.secretVersion: expected the id of a version of the secret, 32 to 64',
    ],
    [
      'a header that is the connection’s own',
      destination(`https: { ${url}, secret: "${secret}", header: content-type }`),
      '2: destinations[0].https.header: expected a header other than Host, Content-Length, Content-Type, User-Agent, Connection, Transfer-Encoding, got "content-type"',
    ],
    [
      'no list',
      'destinations: { queue: true }',
      '1: destinations: expected a list of destinations, got {"queue":true}',
    ],
  ])('%s', (_, yaml, problem) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`mfa-watch.yaml:${problem}`);
  });
});

describe('the address of a tool', () => {
  const given = (url: string): string[] =>
    problemsOf(
      `destinations:\n  - name: one\n    https:\n      url: ${JSON.stringify(url)}\n      secret: "${secret}"`,
    );

  test.each([
    'https://events.pagerduty.com/v2/enqueue',
    'https://tickets.example.com:8443/hooks/a-b_c~d/%20?key=(1),2;3&x=*#'.replace('*#', '+1'),
    `https://example.com/${'a'.repeat(2048 - 'https://example.com/'.length)}`,
  ])('is taken as EventBridge takes it: %s', (url) => {
    expect(given(url)).toEqual([]);
  });

  test.each([
    'https://tickets/hooks',
    'https://example..com/',
    'https://example.com./',
    'https://user@example.com/',
    'https://example.com/a b',
    'https://example.com/#top',
    'https://example.com/<tool>',
    'https://example.com/é',
    `https://example.com/${'a'.repeat(2049 - 'https://example.com/'.length)}`,
  ])('is refused before EventBridge refuses it: %s', (url) => {
    expect(given(url)).toEqual([
      expect.stringMatching(/^mfa-watch.yaml:4: destinations\[0\].https.url: expected an address such as https:/),
    ]);
  });
});

describe('one Slack channel', () => {
  const again = `destinations:\n  - { name: one, slack: { ${channel} } }`;

  test.each([
    ['slack[0]', `slack:\n  - { ${channel} }\n${again}`],
    [
      'overrides[0].slack[0]',
      `${organization}overrides:\n  - { name: pay, accounts: ["111122223333"], slack: [{ ${channel} }] }\n${again}`,
    ],
    ['destinations[0].slack', `${again}\n  - { name: two, slack: { ${channel} } }`],
  ])('is not told twice, by a destination and by %s', (earlier, yaml) => {
    expect(problemsOf(yaml)).toEqual([
      expect.stringContaining(
        `slack: expected another channel than that of ${earlier}: it would show each alert twice`,
      ),
    ]);
  });

  test('has the same buttons and roles wherever it is named', () => {
    const named = (fields: string): string =>
      `${organization}slack: [{ ${channel} }]\noverrides:\n  - { name: pay, accounts: ["111122223333"], slack: [{ ${channel}${fields} }] }`;
    expect(problemsOf(named(''))).toEqual([]);
    for (const fields of [', buttons: false', ', userRoles: true'])
      expect(problemsOf(named(fields))).toEqual([
        'mfa-watch.yaml:4: overrides[0].slack[0]: expected userRoles and buttons as in slack[0], which is the same channel',
      ]);
  });

  test.each([
    [
      'a destination',
      `slack: [{ ${channel}, name: to-one }]\n${again.replace('C01', 'C02')}`,
      '3: destinations[0].slack: expected another name: its parts would be called "to-one", as those of slack[0]',
    ],
    [
      'an override’s',
      `${organization}slack: [{ ${channel}, name: pay-soc }]\noverrides:\n  - { name: pay, accounts: ["111122223333"], slack: [{ ${channel.replace('C01', 'C02')}, name: soc }] }`,
      '4: overrides[0].slack[0]: expected another name: its parts would be called "pay-soc", as those of slack[0]',
    ],
  ])('is not called as another one is in the end: %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([`mfa-watch.yaml:${problem}`]);
  });

  test('is another in another workspace', () => {
    expect(problemsOf(`slack: [{ ${channel.replace('T01', 'T02')} }]\n${again}`)).toEqual([]);
  });

  test('has buttons or none, and nothing between', () => {
    expect(problemsOf(`slack: [{ ${channel}, buttons: maybe }]`)).toEqual([
      'mfa-watch.yaml:1: slack[0].buttons: expected true or false, got "maybe"',
    ]);
  });
});

describe('how people are told', () => {
  test('is kept as it is written', () => {
    const yaml =
      'quietMinutes: 0\nfloodLimit: 1000\nescalateAfterMinutes: 5\nposture: { summaryDay: friday }\nathenaTable: logs.cloudtrail\ndocsUrl: https://wiki.example.com/mfa-watch';
    expect(parse(yaml)).toMatchObject({
      config: {
        quietMinutes: 0,
        floodLimit: 1000,
        escalateAfterMinutes: 5,
        posture: { enabled: true, summaryDay: 'friday', passwordGraceDays: 7 },
        athenaTable: 'logs.cloudtrail',
        docsUrl: 'https://wiki.example.com/mfa-watch',
      },
    });
  });

  test.each([
    ['quietMinutes: -1', 'quietMinutes: expected minutes from 0 to 1440, got -1'],
    ['quietMinutes: 1.5', 'quietMinutes: expected minutes from 0 to 1440, got 1.5'],
    ['floodLimit: 0', 'floodLimit: expected messages an hour from 1 to 1000, got 0'],
    ['floodLimit: many', 'floodLimit: expected messages an hour from 1 to 1000, got "many"'],
    ['heartbeatMinutes: 5', 'heartbeatMinutes: expected minutes from 1 to 4, got 5'],
    ['posture: { enabled: "no" }', 'posture.enabled: expected true or false, got "no"'],
    [
      'posture: { summaryDay: mon }',
      'posture.summaryDay: expected one of monday, tuesday, wednesday, thursday, friday, saturday, sunday, got "mon"',
    ],
    ['posture: { passwordGraceDays: 91 }', 'posture.passwordGraceDays: expected days from 0 to 90, got 91'],
    ['posture: false', 'posture: expected settings such as "summaryDay: monday", got false'],
    [
      'posture: { sumaryDay: monday }',
      'posture.sumaryDay: unknown key (did you mean "summaryDay"?): expected one of enabled, summaryDay, passwordGraceDays',
    ],
    ['escalateAfterMinutes: 4', 'escalateAfterMinutes: expected minutes from 5 to 1440, got 4'],
    ['athenaTable: a b', 'athenaTable: expected the name of a table, such as cloudtrail_logs, got "a b"'],
    [
      'docsUrl: docs',
      'docsUrl: expected an address such as https://github.com/example/mfa-watch/blob/main, got "docs"',
    ],
    ['addressDatabases: [a.csv]', 'addressDatabases[0]: expected the path of an .mmdb file, got "a.csv"'],
    [
      'addressDatabases: [a/city.mmdb, b/city.mmdb]',
      'addressDatabases[1]: expected another name than "city.mmdb", which an earlier file has',
    ],
  ])('may not be %s', (yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([`mfa-watch.yaml:1: ${problem}`]);
  });

  test('after a time without an answer needs somebody who is told then', () => {
    const warning =
      'mfa-watch.yaml:1: escalateAfterMinutes: nobody is told then: give one of destinations "when: unanswered"';
    expect(parse('escalateAfterMinutes: 15')).toMatchObject({ ok: true, warnings: [warning] });
    expect(parse(destination('queue: true, when: unanswered', 'escalateAfterMinutes: 15\n'))).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});
