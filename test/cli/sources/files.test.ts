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
    [path('111122223333', 'us-east-1', '2026/11/19')]: broken,
    [path('111122223333', 'us-east-1', '2026/11/22')]: broken,
    [path('111122223333', 'us-east-1', '2026/10/20')]: broken,
    [path('111122223333', 'eu-north-1', '2026/11/20')]: broken,
    [path('444455556666', 'us-east-1', '2026/11/20')]: broken,
    'AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/x.json': broken,
    '111122223333_CloudTrail_us-east-1_20261119T2359Z_abcdefghijklmnop.json': broken,
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

  test('a folder in which nothing is wanted is no mistake', async () => {
    const ran = await replay(files, '--since', '2027-01-01');
    expect([ran.code, ran.stdout]).toEqual([0, '']);
    expect(ran.stderr).toContain('0 alerts in 0 records of 0 files.');
    expect(ran.stderr).toContain('No record was read: look at --since, --until, --account and --region again.');
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
    for (const more of [[], ['--no-prefilter']]) {
      const ran = await replay({ 'a.json': trail(attack) }, option, value, ...more);
      expect([ran.code, ran.stdout]).toEqual([0, '']);
      expect(ran.stderr).toContain('1 record of other accounts or regions left out.');
    }
  });

  test('several may be asked for', async () => {
    const ran = await replay({ 'a.json': trail(attack) }, '--region', 'eu-north-1', '--region', 'us-east-1');
    expect(alertsOf(ran)).toHaveLength(1);
  });
});

test.each([
  [['replay'], 'nothing to read: expected files, folders, s3://bucket/prefix, - for stdin, or --live 90d'],
  [['replay', '.', '--account', '1234'], '--account "1234": expected the 12 digits of an AWS account'],
  [['replay', '.', '--region', 'useast1'], '--region "useast1" is no region: expected one such as us-east-1'],
  [['replay', 's3://'], 's3://: expected s3://bucket or s3://bucket/prefix'],
  [['replay', '--live', '91d'], '--live "91d": expected a number of days such as 90d'],
])('%j is refused', async (argv, message) => {
  const ran = await mfaWatch(argv);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});
