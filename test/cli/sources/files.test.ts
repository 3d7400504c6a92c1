import { execFileSync } from 'node:child_process';
import { promises } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { enableMfaDevice } from '../../../lambda/events/samples';
import { alertsOf, mfaWatch } from '../captured-terminal';
import { folderWith, removeFolders, trail } from '../folder';

afterAll(removeFolders);

const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const path = (account: string, region: string, date: string): string =>
  `AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/${region}/${date}/x.json`;
/** Whoever opens it says so. */
const broken = '{';

async function replay(files: Record<string, string>, ...options: string[]) {
  return mfaWatch(['replay', folderWith(files), ...options]);
}

describe('folders outside of what is asked for', () => {
  const files = {
    [path('111122223333', 'us-east-1', '2026/11/20')]: trail(attack),
    [path('111122223333', 'us-east-1', '2026/11/11')]: broken,
    [path('111122223333', 'us-east-1', '2026/11/22')]: broken,
    [path('111122223333', 'us-east-1', '2026/10/20')]: broken,
    [path('111122223333', 'eu-north-1', '2026/11/20')]: broken,
    [path('444455556666', 'us-east-1', '2026/11/20')]: broken,
    'AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x.json': broken,
    '111122223333_CloudTrail_us-east-1_20261111T2359Z_abcdefghijklmnop.json': broken,
  };

  test('are not opened, and that is said', async () => {
    const ran = await replay(
      files,
      ...['--since', '2026-11-20', '--until', '2026-11-20', '--account', '111122223333', '--region', 'us-east-1'],
    );
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(
      'Not opened, as their path says that nothing wanted is in them: 1 file and 6 folders.',
    );
    expect(ran.code).not.toBe(3);
  });

  test.each([
    [['--since', '2027-01-01'], 'dates there: between 2026-10-01 and 2026-11-30'],
    [['--region', 'us-east-7'], 'regions there: eu-north-1, us-east-1 (did you mean "us-east-1"?)'],
    [['--account', '444455556667'], 'accounts there: 111122223333, 444455556666 (did you mean "444455556666"?)'],
  ])('where %j leaves none, that is no "nothing found", and what is there is named', async (options, there) => {
    for (const quiet of [[], ['--quiet']]) {
      const ran = await replay(files, ...options, ...quiet);
      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toBe(
        `mfa-watch: nothing was read: all that is there lies outside of ${options.join(' ')}, as its paths say\n  ${there}\n`,
      );
    }
  });

  test('dates there are those of the days there, whatever years and months they are in', async () => {
    const days = {
      [path('111122223333', 'us-east-1', '2026/11/17')]: broken,
      [path('111122223333', 'us-east-1', '2026/11/20')]: broken,
    };
    const ran = await replay(days, '--since', '2026-11-29');
    expect(ran.stderr).toContain('dates there: between 2026-11-17 and 2026-11-20\n');
  });

  test('a pipe that somebody names is read, and one that lies in a folder is not waited for', async () => {
    const folder = folderWith({ 'a.json': trail(attack) });
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const passed = await mfaWatch(['replay', folder]);
    expect([passed.code, alertsOf(passed).length]).toEqual([3, 1]);
    expect(passed.stderr).toContain('pipe.json: not read: a pipe or device in a folder; name it by itself');
    const written = promises.writeFile(pipe, trail(attack));
    const ran = await mfaWatch(['replay', pipe]);
    await written;
    expect(alertsOf(ran)).toHaveLength(1);
  });

  test('one of several that is not there is named, and the others are read', async () => {
    const ran = await replay(
      { [path('111122223333', 'us-east-1', '2026/11/20')]: trail(attack) },
      ...['--region', 'us-east-1,us-east-7', '--account', '111122223333,444455556666'],
    );
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).toContain(
      'No file of --account 444455556666 is there; accounts there: 111122223333.\n' +
        'No file of --region us-east-7 is there; regions there: us-east-1 (did you mean "us-east-1"?).\n',
    );
  });

  test('where a path does not tell, nothing is said of what is not there', async () => {
    const ran = await replay({ 'a.json': trail(attack) }, '--region', 'us-east-1,us-east-7');
    expect(alertsOf(ran)).toHaveLength(1);
    expect(ran.stderr).not.toContain('us-east-7');
  });

  test.each([[[]], [['--since', '2026-11-20']], [['--account', '111122223333']]])(
    'where only digests lie, that is what is said, and %j is not blamed',
    async (options) => {
      const ran = await replay(
        { 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x.json': broken },
        ...options,
      );
      expect([ran.code, ran.stdout]).toEqual([3, '']);
      expect(ran.stderr).toContain(
        "only digests, Insights, results of CloudTrail Lake or other services' logs there; expected the folder CloudTrail",
      );
    },
  );

  test('what CloudTrail Lake delivered is read where somebody names it, with the file that vouches for it', async () => {
    const lake = 'AWSLogs/111122223333/CloudTrail-Lake/Query/2026/11/21/q1';
    const sign = { version: '1.0', files: [], queryCompleteTime: '2026-11-21T00:00:00Z', hashSignature: '76' };
    const cell = `"${JSON.stringify(attack).replaceAll('"', '""')}"`;
    const folder = folderWith({
      [`${lake}/result_1.csv.gz`]: gzipSync(`eventJson\n${cell}\n`),
      [`${lake}/result_sign.json`]: JSON.stringify(sign),
      [path('111122223333', 'us-east-1', '2026/11/20')]: trail(),
    });
    for (const asked of [[], ['--since', '2026-11-20', '--until', '2026-11-20', '--account', '111122223333']]) {
      const named = await mfaWatch(['replay', join(folder, lake), ...asked]);
      expect(alertsOf(named)).toHaveLength(1);
      expect(named.stderr).toContain('Skipped: 1 digest or signature file.');
      expect(named.stderr).not.toContain('is there');
      const above = await mfaWatch(['replay', folder, ...asked]);
      expect(alertsOf(above)).toEqual([]);
    }
  });

  test('the day after --until is opened: CloudTrail may deliver late', async () => {
    const late = { [path('111122223333', 'us-east-1', '2026/11/21')]: trail(attack) };
    expect(alertsOf(await replay(late, '--until', '2026-11-20'))).toHaveLength(1);
  });
});

describe('records of other accounts and regions in files whose path does not tell', () => {
  test.each([
    ['--account', '444455556666'],
    ['--region', 'eu-north-1'],
  ])('%s leaves them out', async (option, value) => {
    const elsewhere = { recipientAccountId: '444455556666', awsRegion: 'eu-north-1' };
    const wanted = enableMfaDevice({ with: 'long-term-key', minute: 17, patch: elsewhere });
    for (const more of [[], ['--no-prefilter']]) {
      const ran = await replay({ 'a.json': trail(attack, wanted) }, option, value, ...more);
      expect(alertsOf(ran)).toHaveLength(1);
      expect(ran.stderr).toContain('Left out, of other accounts or regions: 1 record watched by a detection.');
    }
  });

  test('by the account that the alert would name, however the record writes it', async () => {
    const { recipientAccountId, ...nameless } = attack as Record<string, unknown>;
    const spaced = { ...attack, recipientAccountId: ` ${String(recipientAccountId)}` };
    for (const record of [nameless, spaced])
      for (const [account, code] of [
        ['111122223333', 1],
        ['444455556666', 2],
      ] as const)
        expect((await replay({ 'a.json': trail(record) }, '--account', account)).code).toBe(code);
  });

  test.each([
    [['--account', '444455556666'], 'records of other accounts or regions there that a detection watches: 1'],
    [['--since', '2027-01-01'], 'the records that were read are from 2026-11-20T09:16:00Z to 2026-11-20T09:16:00Z'],
    [['--until', '2025-01-01'], 'the records that were read are from 2026-11-20T09:16:00Z to 2026-11-20T09:16:00Z'],
  ])('where %j leaves none of them, that is no "nothing found"', async (options, there) => {
    const ran = await replay({ 'a.json': trail(attack) }, ...options, '--quiet');
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/^mfa-watch: nothing was judged: no record .*is left by --/);
    expect(ran.stderr).toContain(`${options.join(' ')}\n  ${there}\n`);
  });

  test('several may be asked for', async () => {
    const ran = await replay({ 'a.json': trail(attack) }, '--region', 'eu-north-1', '--region', 'us-east-1');
    expect(alertsOf(ran)).toHaveLength(1);
  });
});

test.each([
  [['replay'], 'nothing to read: expected files, folders, s3://bucket/prefix, - for stdin, or --live 90d'],
  [['replay', '.', '--account', '1234'], '--account "1234": expected the 12 digits of an AWS account'],
  [
    ['replay', '.', '--region', 'useast1'],
    '--region "useast1" is not a region (did you mean "us-east-1"?): expected one',
  ],
  [['replay', 's3://'], 's3://: expected s3://bucket or s3://bucket/prefix'],
  [['replay', '--live', '91d'], '--live "91d": expected a number of days such as 90d'],
])('%j is refused', async (argv, message) => {
  const ran = await mfaWatch(argv);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});
