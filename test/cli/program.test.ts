import { afterAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const root = join(__dirname, '..', '..');

describe('usage errors: exit code 2 and a line that says what, where and what was expected', () => {
  const folder = folderWith({
    'a.json': trail(),
    'no.json': 'nope',
    'short.json': '{"123":{}}',
    'wrong.json': '{"111122223333":{"alice":[{"SerialNumber":"x"}]}}',
    'twice.json': '{"111122223333":{"Alice":[],"alice":[]}}',
    'bad.yaml': 'emial: a@example.com\n',
  });
  const at = (name: string): string => join(folder, name);
  test.each<[string, string[], RegExp]>([
    ['no path', ['replay'], /nothing to read: expected files, folders/],
    ['missing path', ['replay', '/no/such'], /\/no\/such: no such file or folder; expected a CloudTrail file/],
    ['unknown option', ['replay', folder, '--formt', 'json'], /--formt.*\n.*Did you mean --format/],
    ['unknown command', ['reply', folder], /unknown command 'reply'\n.*Did you mean replay/],
    ['help of an unknown command', ['help', 'repaly'], /^error: unknown command 'repaly'\n.*Did you mean replay/],
    ['the same by an option', ['repaly', '--help'], /^error: unknown command 'repaly'\n.*Did you mean replay/],
    [
      'a format that is none',
      ['replay', folder, '--format', 'xml'],
      /'xml' is invalid. Allowed choices are table, json, jsonl, csv, ocsf, html/,
    ],
    ['unknown severity', ['replay', folder, '--fail-on', 'bad'], /Allowed choices are info, low.*never/],
    ['no time', ['replay', folder, '--since', '2026-02-31'], /--since "2026-02-31" is not a time: expected ISO 8601/],
    ['no span', ['replay', folder, '--since', '2026-02-02', '--until', '2026-02-01'], /--since 2026-02-02 is later/],
    [
      'devices missing',
      ['replay', folder, '--devices', at('gone.json')],
      /--devices .*gone.json: cannot be read: no such file or folder/,
    ],
    ['devices no JSON', ['replay', folder, '--devices', at('no.json')], /no.json: is not JSON: .*; expected \{"1111/],
    [
      'devices of no account',
      ['replay', folder, '--devices', at('short.json')],
      /"123" is not an account id \(12 digits\)/,
    ],
    [
      'devices misspelt',
      ['replay', folder, '--devices', at('wrong.json')],
      /111122223333 \/ alice \/ 0 \/ serialNumber/,
    ],
    ['a user twice', ['replay', folder, '--devices', at('twice.json')], /lists the user "alice" twice/],
    ['config missing', ['replay', folder, '--config', at('gone.yaml')], /gone.yaml: no such file/],
    [
      'config misspelt',
      ['replay', folder, '--config', at('bad.yaml')],
      /emial: unknown key \(did you mean "email"\?\)/,
    ],
    [
      'output not writable',
      ['replay', folder, '--output', '/no/such/file'],
      /--output \/no\/such\/file: there is no folder \/no\/such; make it/,
    ],
    ['no detection', ['explain', 'nix'], /no detection "nix".*: npm start -- detections lists them/],
    [
      'no account in --account',
      ['replay', folder, '--account', ','],
      /--account <ids>.* It is empty: expected at least/,
    ],
    ['account', ['drill', '--account', '12'], /--account "12" is not an account id: expected 12 digits/],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('help', () => {
  test('goes to stdout, and names options and exit codes', async () => {
    const { code, stdout } = await mfaWatch(['help', 'replay']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--fail-on[^]*Exit codes:[^]*3 +some input could not be read/);
  });

  test.each([
    ...['replay', 'drill', 'doctor', 'alerts', 'ack', 'expect', 'subscriptions', 'subscriptions confirm', 'redrive'],
    ...['detections', 'explain', 'completion', ''],
  ])('of "%s" has examples, and keeps within 80 columns', async (command) => {
    const words = command.split(' ').filter((word) => word !== '');
    const { code, stdout } = await mfaWatch([...words, '--help'], { columns: 80 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExamples:\n {2}\S/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each(['alerts', 'ack', 'expect', 'subscriptions', 'subscriptions confirm'])(
    'of %s keeps within 80 columns, and names permissions and exit codes',
    async (command) => {
      const { code, stdout } = await mfaWatch([...command.split(' '), '--help'], { columns: 80 });
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /--region <region>[^]*Needs lambda:[^]*Exit codes:[^]*2 {2}the command cannot be run as given/,
      );
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    },
  );
});

test.each(['alerts', 'ack', 'expect'])('help of %s says where to run it', async (command) => {
  const { stdout } = await mfaWatch([command, '--help'], { columns: 80 });
  expect(stdout).toMatch(/in the mfa-watch folder, with AWS credentials of the account that\nmfa-watch runs in\./);
});

test.each([['help'], ['--help'], ['help', 'replay'], ['help', '--help']])('%s %s is no mistake', async (...argv) => {
  const { code, stdout } = await mfaWatch(argv);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Usage: mfa-watch /)]);
});

describe('without arguments', () => {
  test('the steps of a runbook are numbered, as in an alert', async () => {
    const { stdout } = await mfaWatch(['explain', 'root-sign-in'], { columns: 80 });
    expect(stdout).toMatch(/\nWhat to do\n {2}1\. .*\n {5}\S(?:.*\n)*? {2}2\. (?:.*\n)*? {2}3\. /);
    expect(stdout).toMatch(/\nWhat it misses\n {2}- /);
  });

  test('the sample trail is told as a table, with exit code 0', async () => {
    const { code, stdout, stderr } = await mfaWatch([]);
    expect(code).toBe(0);
    expect(stdout.match(/│ (CRITICAL|HIGH|MEDIUM|LOW) /g)).toEqual([
      '│ LOW ',
      '│ LOW ',
      '│ HIGH ',
      '│ LOW ',
      '│ HIGH ',
      '│ CRITICAL ',
      '│ LOW ',
    ]);
    expect(stdout).toContain('2 of 8 (as --devices says): alice-phone,');
    expect(stderr).toMatch(/sample trail[^]*7 alerts[^]*Try next/);
  });
});

describe('a table', () => {
  const folder = folderWith({
    'a.json': trail(
      enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'a\u001b[31m\u202elice', from: '<b>\n' }),
    ),
    'c.yaml': 'accounts: { "111122223333": "pay\\e[31m\\u202e\\n │ CRITICAL prod" }',
  });
  const argv = ['replay', join(folder, 'a.json'), '--config', join(folder, 'c.yaml')];

  test.each([60, 80, 120])('keeps within %d columns', async (columns) => {
    const { stdout } = await mfaWatch(argv, { isTTY: true, columns, env: { NO_COLOR: '1' } });
    expect(stdout).toContain('│ CRITICAL   │');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  test('has colours on a terminal only, and what a record says is never obeyed', async () => {
    const bright = await mfaWatch(argv, { isTTY: true });
    expect(bright.stdout).toContain('\u001b[41mCRITICAL');
    expect(bright.stdout).toContain('␛[31m[U+202E]lice');
    expect(bright.stdout).toContain('"pay␛[31m[U+202E]␊');
    for (const ran of [
      await mfaWatch(argv, { isTTY: true, env: { NO_COLOR: '1' } }),
      await mfaWatch([...argv, '--format', 'table']),
    ])
      expect(ran.stdout).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('as a program of its own', () => {
  const started = (
    argv: string[],
    command = '',
    { program = 'node bin/mfa-watch.mjs', env = process.env } = {},
  ): Promise<{ code: unknown; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const shell = `${program} ${argv.map((word) => `'${word}'`).join(' ')} ${command}`;
      execFile('bash', ['-c', `set -o pipefail; ${shell}`], { cwd: root, env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      });
    });

  test('results on stdout, everything else on stderr', async () => {
    const ran = await started(['replay', 'samples/trail']);
    expect(ran.code).toBe(1);
    expect(alertsOf({ ...ran, code: 1 })).toHaveLength(7);
    expect(ran.stderr).toContain('7 alerts');
  });

  test('without credentials it says just that, and nothing of versions of Node.js to come', async () => {
    const nowhere = folderWith({});
    const env = { PATH: process.env['PATH'], HOME: nowhere, AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stderr } = await started(['ack', '22b6e481ceed8c13'], '', { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mfa-watch: no AWS credentials/);
  });

  test('a time without a zone is one of UTC, wherever it is read', async () => {
    const times = ['2026-11-20 10:00:00.000', '2026-11-20T10:00:01', '2026-11-20 10:00:02 UTC', '2026-11-20T10:00:03Z'];
    const records = times.map((eventTime, minute) =>
      enableMfaDevice({ with: 'long-term-key', minute, patch: { eventTime } }),
    );
    const env = { ...process.env, TZ: 'Asia/Tokyo' };
    const ran = await started(['replay', folderWith({ 'a.json': trail(...records) })], '', { env });
    const [alert] = alertsOf({ ...ran, code: Number(ran.code) });
    expect(alert).toMatchObject({ firstSeen: '2026-11-20T10:00:00Z', lastSeen: '2026-11-20T10:00:03Z' });
  });

  test.each([
    'replay --live 7d',
    'replay s3://trails/AWSLogs',
    'replay --athena logs.cloudtrail --since 1d',
    'alerts',
    'drill',
    'posture',
    'doctor',
    'redrive https://sqs.us-east-1.amazonaws.com/111122223333/dead --function mfa-watch-detect',
  ])('without a network it says just that: %s', async (words) => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    // Nothing listens there.
    const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1' };
    const env = { PATH: process.env['PATH'], HOME: folderWith({}), ...keys, ...nowhere };
    const { code, stderr } = await started(words.split(' '), '', { env });
    expect(stderr).toMatch(
      /^mfa-watch: AWS cannot be reached: .*ECONNREFUSED.*\n {2}expected a network that leads there/,
    );
    expect(code).toBe(2);
  });

  test('the preview of what is not there says what replay says', async () => {
    const { code, stderr } = await started(['/no/such'], '', { program: 'node_modules/.bin/tsx preview/server.ts' });
    expect(code).toBe(1);
    expect(stderr).toBe('preview: /no/such: no such file or folder; expected a CloudTrail file or a folder of them\n');
  });

  test('a reader that goes away early is no failure', async () => {
    const ran = await started(['replay', 'samples/trail', '--format', 'table', '--fail-on', 'never'], '| true');
    expect(ran.code).toBe(0);
  });
});
