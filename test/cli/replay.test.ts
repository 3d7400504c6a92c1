import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { at, consoleLogin, createVirtualMfaDevice, enableMfaDevice, phone } from '../../lambda/events/samples';
import { problemsReport } from '../../cli/replay/summary';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const onboarding = enableMfaDevice({ with: 'console', by: 'erin', minute: 5 });
const inventory = JSON.stringify({ '111122223333': { alice: [{ serialNumber: phone }] } });
const listUsers = { eventTime: '2026-11-20T08:00:00Z', eventSource: 'iam.amazonaws.com', eventName: 'ListUsers' };

async function replay(files: Record<string, string | Buffer>, ...options: string[]) {
  const folder = folderWith(files);
  const devices = join(folderWith({ 'devices.json': inventory }), 'devices.json');
  return mfaWatch(['replay', folder, '--devices', devices, ...options]);
}

describe('findings', () => {
  test('an attack is told as a line of JSON, and the exit code says so', async () => {
    const ran = await replay({ 'a.json': trail(attack, listUsers) });
    expect(alertsOf(ran)).toMatchObject([
      {
        detection: 'mfa-device-added-without-mfa',
        severity: 'critical',
        target: { name: 'alice' },
        devices: { count: 2 },
      },
    ]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      '1 alert (1 critical) in 2 records of 1 file, from 2026-11-20T08:00:00Z to 2026-11-20T09:16:00Z.',
    );
  });

  test('what may still follow is said where the records end before, and not where it has followed', async () => {
    const later = { ...listUsers, eventTime: at(5) };
    const hint = 'Not judged, as the records (or --until) end too early: whether 1 thing that should have followed did';
    const created = createVirtualMfaDevice();
    expect((await replay({ 'a.json': trail(created, later) })).stderr).toContain(hint);
    const enabled = enableMfaDevice({ with: 'console-mfa', minute: 1 });
    expect((await replay({ 'a.json': trail(created, enabled, later) })).stderr).not.toContain('Not judged');
  });

  test('nothing found is said with what was looked at', async () => {
    const ran = await replay({ 'a.json': trail(listUsers), LICENSE: 'text' });
    expect([ran.code, ran.stdout]).toEqual([0, '']);
    expect(ran.stderr).toContain('0 alerts in 1 record of 1 file, from 2026-11-20T08:00:00Z to 2026-11-20T08:00:00Z.');
    expect(ran.stderr).toContain('None of the records is one that a detection watches');
    expect(ran.stderr).toContain(
      'Skipped: 1 file that does not end with .json, .jsonl, .ndjson or .csv, also with .gz.',
    );
  });

  test('two records of one event that say different things are named', async () => {
    const folder = folderWith({
      'a.json': trail(attack),
      'b.json': trail({ ...attack, sourceIPAddress: '192.0.2.99' }),
    });
    const { stderr } = await mfaWatch(['replay', folder]);
    expect(stderr).toContain(
      `1 event in two versions, of which the fuller one counts: ${attack['eventID'] as string}.`,
    );
    const same = folderWith({ 'a.json': trail(attack), 'b.json': trail(attack) });
    expect((await mfaWatch(['replay', same])).stderr).not.toContain('versions');
  });

  test('a file in which much is wrong does not push the others out', async () => {
    const folder = folderWith({
      'a.json': trail(...Array.from({ length: 50 }, () => ({}))),
      'b.csv': 'eventTime;eventName\n"1";"a"\n"2";"c" d\n',
      'c.json': '{',
    });
    const { code, stderr } = await mfaWatch(['replay', folder]);
    expect(code).toBe(3);
    expect(stderr).toContain('Could not be read: 52 places');
    expect(stderr).toContain(`${folder}/a.json: and 47 more in this file`);
    expect(stderr).toContain(`${folder}/b.csv: line 1: columns are separated by ;: save it with commas`);
    expect(stderr).toContain(`${folder}/c.json`);
  });

  test('a file that somebody named and that is no trail is named back', async () => {
    const folder = folderWith({ 'a.json': trail(attack), 'notes.txt': 'text' });
    const ran = await mfaWatch(['replay', join(folder, 'a.json'), join(folder, 'notes.txt')]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      `Not read, as a trail’s file ends with .json, .jsonl, .ndjson or .csv, also with .gz: ${folder}/notes.txt.`,
    );
    expect((await mfaWatch(['replay', folder])).stderr).toContain(
      `Skipped by their ending: 1 .txt (${folder}/notes.txt).`,
    );
  });

  test('where nothing could be read, or there was nothing, nobody is asked about the trail', async () => {
    const unreadable = await replay({ 'a.json': '{"a":1}' });
    expect(unreadable.code).toBe(3);
    expect(unreadable.stderr).toContain('None of the records that could be read is one that a detection watches.\n');
    const empty = await replay({ 'a.json': trail() });
    expect(empty.stderr).toContain('No record was read: what was read holds none.\n');
    for (const { stderr } of [unreadable, empty]) expect(stderr).not.toContain('management events');
  });

  test('without --devices the inventory is unknown, and the trail itself still counts', async () => {
    const folder = folderWith({ 'a.json': trail(onboarding, attack) });
    const alerts = alertsOf(await mfaWatch(['replay', folder]));
    expect(alerts.map(({ severity }) => severity)).toEqual(['medium', 'critical']);
    const created = {
      ...listUsers,
      eventName: 'CreateUser',
      recipientAccountId: '111122223333',
      requestParameters: { userName: 'Erin' },
    };
    const known = folderWith({ 'a.json': trail(onboarding, created) });
    expect(alertsOf(await mfaWatch(['replay', known]))).toMatchObject([
      { severity: 'low', devices: { status: 'known' } },
    ]);
  });

  test('files and copies in any order give the same lines', async () => {
    const failures = [0, 1, 2, 3, 4].map((minute) => consoleLogin({ minute, outcome: 'Failure' }));
    const poorer = { ...attack, userAgent: undefined };
    const one = await replay({ 'a.json': trail(attack, ...failures), 'b.json': trail(poorer, onboarding) });
    const other = await replay({
      'a.json': trail(onboarding, poorer),
      'b.json.gz': gzipSync(trail(...failures.reverse(), attack, attack)),
    });
    expect(one.stdout.split('\n')).toHaveLength(4);
    expect(other.stdout).toBe(one.stdout);
    expect(other.stderr).toContain('9 records watched by a detection, 2 copies among them counted once.');
  });
});

describe('options', () => {
  const both = { 'a.json': trail(attack, onboarding) };
  const severities = async (...options: string[]) =>
    alertsOf(await replay(both, ...options)).map(({ severity }) => severity);

  test('--since and --until take times and whole days, both ends included', async () => {
    expect(await severities()).toEqual(['low', 'critical']);
    for (const written of [
      '2026-11-20T09:16:00Z',
      '2026-11-20 09:16',
      '2026-11-20 09:16:00 UTC',
      '2026-11-20 10:16:00+01:00',
    ])
      expect(await severities('--since', written)).toEqual(['critical']);
    expect(await severities('--since', '2026-11-20T10:16:01+01:00')).toEqual([]);
    expect(await severities('--until', '2026-11-20T09:05')).toEqual(['low']);
    expect(await severities('--until', '2026-11-20', '--since', '2026-11-20')).toEqual(['low', 'critical']);
    expect(await severities('--until', '2026-11-19')).toEqual([]);
  });

  test('what lies before --since still tells of devices', async () => {
    const earlier = enableMfaDevice({ with: 'role', by: 'bob', for: 'carol', minute: 0, serial: phone });
    const own = enableMfaDevice({ with: 'console-mfa', by: 'carol', minute: 60 });
    const ran = await replay(
      { 'a.json': trail(own, earlier) },
      '--since',
      '2026-11-20T09:30Z',
      '--min-severity',
      'info',
    );
    expect(alertsOf(ran)).toMatchObject([{ devices: { count: 2 } }]);
    expect(ran.stderr).toContain(
      '1 event of the 8 days before served to compare with; alerts that had come to their end are left out.',
    );
  });

  test('an alert that began before --since is told with all that it rests on', async () => {
    const guesses = Array.from({ length: 12 }, (_, minute) => consoleLogin({ minute, outcome: 'Failure' }));
    const ran = await replay({ 'a.json': trail(onboarding, attack, ...guesses) }, '--since', at(8));
    const [burst, ...more] = alertsOf(ran);
    expect(burst).toMatchObject({ detection: 'repeated-mfa-failures', count: 12, firstSeen: at(0), lastSeen: at(11) });
    expect(more).toMatchObject([{ severity: 'critical' }]);
  });

  test('more than 8 days before --since nothing is looked back on, and that is said', async () => {
    const late = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'bob', minute: 9 * 1440, serial: phone });
    const ran = await replay({ 'a.json': trail(onboarding, attack, late) }, '--since', at(9 * 1440));
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(
      'Nothing of the 8 days before was there to compare with: an address may seem new, and a run of failures shorter.\n' +
        '2 events outside of --since and --until left out.\n',
    );
  });

  test('a time in which nothing watched happened is no quiet one without a word', async () => {
    const late = { ...attack, eventTime: '2026-11-25T00:00:00Z', eventID: 'late' };
    const between = ['--since', '2026-11-22', '--until', '2026-11-23'];
    const ran = await replay({ 'a.json': trail(attack, late) }, ...between);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('0 alerts from 2026-11-22T00:00:00Z to 2026-11-23T23:59:59.999Z, in 2 records');
    expect(ran.stderr).toContain('In that time nothing happened that a detection watches.\n');
  });

  test('what comes about by waiting is told of the time in which it has come', async () => {
    const created = createVirtualMfaDevice({ with: 'long-term-key', minute: 15 * 60 - 10 });
    const later = { ...listUsers, eventTime: '2026-11-23T00:00:00Z' };
    const of = async (...options: string[]) =>
      alertsOf(await replay({ 'a.json': trail(created, later) }, ...options)).map(({ detection }) => detection);
    const [whole] = [await of()];
    expect(whole).toEqual(['virtual-device-orphaned']);
    expect([...(await of('--until', '2026-11-20')), ...(await of('--since', '2026-11-21'))]).toEqual(whole);
  });

  test.each([
    [
      [],
      'Devices that were enabled before 2026-11-12T00:00:00Z are not known, as far as files of that time were not opened.',
    ],
    [
      ['--devices'],
      'Devices of --devices are taken for those of 2026-11-12T00:00:00Z: what changed before, in files that were not opened, is not known.',
    ],
  ])('devices of a time that is not read are said not to be known: %j', async (option, said) => {
    const place = (day: string) => `AWSLogs/111122223333/CloudTrail/us-east-1/2026/${day}/x.json`;
    const folder = folderWith({
      [place('11/20')]: trail(attack),
      [place('10/01')]: trail(onboarding),
      'devices.json': inventory,
    });
    const devices = option.length > 0 ? ['--devices', join(folder, 'devices.json')] : [];
    const { stderr } = await mfaWatch(['replay', join(folder, 'AWSLogs'), '--since', '2026-11-20', ...devices]);
    expect(stderr).toContain(`${said}\n`);
    expect((await mfaWatch(['replay', join(folder, 'AWSLogs'), ...devices])).stderr).not.toContain('not opened');
  });

  test('--region says where else sign-ins are recorded', async () => {
    const { stderr } = await replay(both, '--region', 'us-east-1');
    expect(stderr).toContain(
      'Sign-ins may be recorded in us-east-2, eu-north-1, ap-southeast-2 too, which --region leaves out.',
    );
    expect((await replay(both)).stderr).not.toContain('--region');
  });

  test('--min-severity hides and says so; --fail-on judges what is hidden too', async () => {
    const ran = await replay({ 'a.json': trail(onboarding) }, '--min-severity', 'high', '--fail-on', 'low');
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain('Below --min-severity, not shown: 1 alert (1 low).');
    const screen = await replay({ 'a.json': trail(onboarding) }, '--min-severity', 'high', '--format', 'table');
    expect(screen.stdout).toBe('No alert of high or above; 1 alert below (--min-severity info shows them).\n');
  });

  test.each([
    ['high', 1],
    ['critical', 1],
    ['never', 0],
  ])('--fail-on %s', async (failOn, code) => {
    expect((await replay(both, '--fail-on', failOn)).code).toBe(code);
  });

  test('--format json is one array, --format table is for people', async () => {
    const { stdout } = await replay(both, '--format', 'json');
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect((await replay({ 'a.json': trail() }, '--format', 'json')).stdout).toBe('[\n]\n');
    expect((await replay(both, '--format', 'table')).stdout).toContain('2 of 8 (as --devices says)');
  });

  test('--output takes the results, stdout stays empty', async () => {
    const output = join(folderWith({}), 'alerts.jsonl');
    const ran = await replay(both, '--output', output);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(alertsOf({ ...ran, stdout: readFileSync(output, 'utf8') })).toHaveLength(2);
  });

  test('--config changes thresholds', async () => {
    const failure = (minute: number) => consoleLogin({ minute, outcome: 'Failure' });
    const config = join(folderWith({ 'c.yaml': 'detections:\n  repeated-mfa-failures:\n    medium: 2\n' }), 'c.yaml');
    expect((await replay({ 'a.json': trail(failure(0), failure(1)) })).stdout).toBe('');
    const strict = await replay({ 'a.json': trail(failure(0), failure(1)) }, '--config', config);
    expect(alertsOf(strict)).toMatchObject([{ severity: 'medium' }]);
  });
});

test.each([
  ['a replay', []],
  ['a forecast', ['--forecast']],
])(
  'what the configuration turns off is said, so that its silence is not taken for good news: by %s',
  async (_, options) => {
    const yaml = 'detections:\n  root-sign-in: { enabled: false }\n  sign-in-spray: { enabled: false }\n';
    const config = join(folderWith({ 'c.yaml': yaml }), 'c.yaml');
    const { stderr } = await replay({ 'a.json': trail(attack) }, '--config', config, ...options);
    expect(stderr).toContain('\nOff by the configuration: sign-in-spray, root-sign-in.\n');
    expect(stderr).toMatch(
      /c\.yaml:2: detections\.root-sign-in\.enabled: nobody is told of this any more, whoever does it\n/,
    );
    expect(stderr).not.toContain('sign-in-spray.enabled');
    expect((await replay({ 'a.json': trail(attack) }, ...options)).stderr).not.toContain('Off by');
  },
);

describe('an organization', () => {
  const config = join(
    folderWith({
      'c.yaml': `organization: { id: o-a1b2c3d4e5 }
accounts: { "111122223333": payments-prod }
exceptions:
  - organizationalUnit: ou-ab12-34567890
    reason: moving to passkeys
    owner: jane@example.com
    expires: ${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}
`,
    }),
    'c.yaml',
  );

  test('has names for its accounts', async () => {
    const files = { 'a.json': trail(attack) };
    expect(alertsOf(await replay(files, '--config', config))).toMatchObject([{ accountName: 'payments-prod' }]);
    const { stdout } = await replay(files, '--config', config, '--format', 'table');
    expect(stdout).toContain('account payments-prod (111122223333)');
  });

  test('has units that no file tells of: exceptions for them are not judged, and said not to be', async () => {
    const ran = await replay({ 'a.json': trail(attack) }, '--config', config);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      'Exception not judged here, as no file says which account is in which unit: "moving to passkeys" (jane@example.com, until ',
    );
    expect(ran.stderr).not.toContain('suppressed no alert here');
  });
});

test('what could not be judged is told, the first of it by name, beside what could not be read', () => {
  const failures = Array.from({ length: 25 }, (_, index) => `EnableMFADevice ${index}`);
  const trailOf = (problemCount: number) => ({ problems: [], problemCount, unlisted: problemCount, records: 30 });
  expect(problemsReport({ trail: trailOf(0), failures: [] })).toBe('');
  for (const problemCount of [0, 1]) {
    const told = problemsReport({ trail: trailOf(problemCount), failures });
    expect(told).toContain('Could not be judged, all else was: 25 things. Please report it.\n  EnableMFADevice 0\n');
    expect(told).toMatch(/ {2}EnableMFADevice 19\n {2}and 5 more\n$/);
    expect(told.includes('Could not be read: 1 place')).toBe(problemCount === 1);
  }
});

test('what an exception hides is shown on demand, marked and with the reason', async () => {
  const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const yaml = `exceptions:\n  - { user: alice, reason: load test, owner: jane@example.com, expires: ${expires} }\n`;
  const file = join(folderWith({ 'c.yaml': yaml }), 'c.yaml');
  const options = ['--config', file, '--format', 'table', '--show-suppressed'];
  const { stdout } = await replay({ 'a.json': trail(attack) }, ...options);
  expect(stdout).toMatch(/hidden +exception of jane@example\.com, until [\d-]+: load[^]+test/);
  expect((await replay({ 'a.json': trail(attack) }, ...options.slice(2))).stdout).not.toContain('hidden');
  const both = await replay({ 'a.json': trail(attack, onboarding) }, ...options, '--min-severity', 'critical');
  expect(both.stderr).toContain('Below --min-severity, not shown: 1 alert (1 low).');
});

describe('input that cannot be read costs exit code 3 and nothing else', () => {
  const good = trail(attack);
  test.each<[string, Record<string, string | Buffer>, string]>([
    ['a truncated gzip', { 'bad.json.gz': gzipSync(good).subarray(0, -4) }, 'bad.json.gz: truncated gzip'],
    ['an empty file', { 'bad.json': '' }, 'bad.json: empty'],
    [
      'not CloudTrail',
      { 'bad.json': '{"name":"mfa-watch"}' },
      'bad.json: not a CloudTrail record: eventTime, eventSource, eventName',
    ],
    ['a junk entry', { 'bad.json': '{"Records":[null]}' }, 'bad.json: Records[0]: null, expected a CloudTrail record'],
    [
      'a time that is none',
      { 'bad.json': trail({ ...listUsers, eventTime: 'soon' }) },
      'bad.json: Records[0]: eventTime "soon" is not a time',
    ],
  ])('%s', async (_, bad, message) => {
    const ran = await replay({ ...bad, 'good.json': good });
    expect(ran.code).toBe(3);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain('Could not be read: 1 place; all else was evaluated.\n');
    expect(ran.stderr).toContain(message);
  });

  const broken = JSON.stringify(listUsers).replace('"eventName":', '"eventName"');
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  test.each<[string, string | Buffer, number]>([
    ['a second gzip member, truncated', Buffer.concat([gzipSync(good), gzipSync(good).subarray(0, -9)]), 1],
    ['garbage behind a gzip', Buffer.concat([gzipSync(trail(listUsers)), Buffer.from('garbage')]), 1],
    ['invalid UTF-8', Buffer.from(trail(listUsers).replace('ListUsers', 'List\xffUsers'), 'latin1'), 1],
    ['junk among records', trail(null, 7, 'text', [], listUsers, {}), 4],
    ['a broken record among others', `{"Records":[${broken},${JSON.stringify(listUsers)}]}`, 1],
    ['a broken line among others', `${JSON.stringify(listUsers)}\n${broken}\n${JSON.stringify(listUsers)}\n`, 1],
    ['a record nested deep that lacks its fields', `{"Records":[{"a":${deep}}]}`, 1],
    ['lists nested deep', deep, 1],
    ['a name that only JavaScript knows', '{"__proto__":{"Records":[]}}', 1],
  ])('%s', async (_, bad, places) => {
    const ran = await replay({ 'bad.json': bad, 'good.json': good });
    expect(ran.code).toBe(3);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(`Could not be read: ${places} place`);
  });

  const digest = '{"digestStartTime":"2026-11-20T08:00:00Z","logFiles":[]}';
  const listed = trail(listUsers, { ...listUsers, requestParameters: null });
  test.each<[string, string | Buffer, number]>([
    ['one document over two gzip members', twoMembers(listed.slice(0, 90), listed.slice(90)), 2],
    ['a second gzip member with a second document', twoMembers(listed, listed), 4],
    ['gzip named .json', gzipSync(listed), 2],
    ['a digest file', digest, 0],
    ['no records', '{"Records":null}', 0],
    ['a bare array', JSON.stringify([listUsers, listUsers]), 2],
    ['one record a line', `${JSON.stringify(listUsers)}\n${JSON.stringify(listUsers)}\n`, 2],
    ['a byte order mark', `\ufeff${listed}`, 2],
    ['a name twice', listed.replaceAll('{"eventTime"', '{"eventName":"EnableMFADevice","eventTime"'), 2],
    ['escaped names', listed.replaceAll('"eventName"', '"\\u0065ventName"'), 2],
    ['pretty-printed', JSON.stringify(JSON.parse(listed), null, 2), 2],
    ['padding', `${' '.repeat(5_000_000)}${listed}${'\n'.repeat(5_000_000)}`, 2],
    ['a record nested deep', listed.replace('{"eventTime"', `{"deep":${deep},"eventTime"`), 2],
  ])('what can be read costs nothing: %s', async (_, odd, records) => {
    const ran = await replay({ 'odd.json': odd, 'good.json': good });
    expect(ran.code).toBe(1);
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(`in ${records + 1} record`);
    expect(ran.stderr).not.toContain('Could not be read');
  });

  test('text named .gz is read as what it is', async () => {
    const ran = await replay({ 'a.json.gz': good });
    expect([ran.code, alertsOf(ran).length]).toEqual([1, 1]);
  });

  test('a record without identity is a record', async () => {
    const ran = await replay({ 'a.json': trail({ ...attack, userIdentity: undefined }, attack) });
    expect(ran.code).toBe(1);
    expect(ran.stderr).not.toContain('Could not be read');
  });

  test('a folder without a trail file', async () => {
    const ran = await replay({ LICENSE: '' });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'no trail file in this folder, expected .json, .jsonl, .ndjson or .csv, also with .gz',
    );
  });

  test('many problems are counted, the first ones listed', async () => {
    const files = Array.from({ length: 25 }, (_, index) => [
      `${index}.json`,
      trail(...Array.from({ length: 60 }, () => 1)),
    ]);
    const ran = await replay(Object.fromEntries(files) as Record<string, string>);
    expect(ran.stderr).toContain('Could not be read: 1,500 places');
    expect(ran.stderr.split('\n').filter((line) => line.startsWith('  /'))).toHaveLength(20);
    expect(ran.stderr).toContain('  and 1,200 more\n');
  });

  test('what a file says cannot reach the terminal raw', async () => {
    const ran = await replay({ 'a\u001b[2J.json': trail({ ...listUsers, eventTime: '\u001b]0;gone\u0007' }) });
    expect(ran.stderr).not.toMatch(/[\u001b\u0007]/);
  });
});

function twoMembers(...texts: [string, string]): Buffer {
  return Buffer.concat(texts.map((text) => gzipSync(text)));
}
