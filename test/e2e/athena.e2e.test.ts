import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inventoryEvents } from '../../lambda/adapters/devices/devices-trail';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { corpusOf } from '../bench/corpus';
import { caseRecords } from '../cli/athena/case-records';
import { makeTable, results, type Placed } from './athena-table';
import { endpoint, folder } from './aws';
import { account } from './emulator';
import { trinoSays } from './trino-parser';

const root = join(__dirname, '../..');
const env = {
  PATH: process.env['PATH'],
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
};

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

function mfaWatch(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/mfa-watch.mjs', ...args],
      { cwd: root, env, maxBuffer: 1 << 28 },
      (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });
}

const fromAthena = (table: string, ...options: string[]): Promise<Ran> =>
  mfaWatch('replay', '--athena', `security.${table}`, '--output-location', results, '--yes', ...options);

const isWatched = watcher(detections);
function matters(record: object): boolean {
  const { eventSource, eventName } = record as { eventSource?: unknown; eventName?: unknown };
  return isWatched(record) || (eventSource === 'iam.amazonaws.com' && inventoryEvents.includes(String(eventName)));
}

/** The place of a file of the corpus: AWSLogs/<account>/CloudTrail/<region>/<year>/<month>/<day>/… */
function placeOf(path: string): Omit<Placed, 'record'> {
  const [, account = '', , region = '', ...date] = path.split('/');
  return { account, region, day: date.slice(0, 3).join('-') };
}

describe('the statement', () => {
  it('is one that the parser of Trino takes, whatever it is narrowed by', async () => {
    const narrowed = [
      [],
      ['--account', account, '--region', 'us-east-1,eu-west-1', '--since', '2026-11-01', '--until', '2026-11-20T10:00'],
      ['--partitions', 'timestamp', '--since', '2026-11-01'],
      ['--partitions', 'account_id,aws_region,year,month,day', '--since', '2025-11-20', '--until', '2026-02-03'],
      ['--partitions', 'none', '--account', account, '--without', 'addendum,tlsdetails'],
      ['--table', 'trail-logs.cloudtrail-2026'],
    ];
    const printed = await Promise.all(narrowed.map((options) => mfaWatch('sql', ...options)));
    // Without a first day it says besides what that costs.
    expect(printed.map(({ code, stderr }) => [code, stderr.replace(/^Without --since .*\n$/, '')])).toEqual(
      narrowed.map(() => [0, '']),
    );
    const statements = printed.map(({ stdout }) => stdout);
    const broken = statements[0]?.replace(' IN (', ' IN ') ?? '';
    const problems = await trinoSays([...statements, broken], join(folder, 'trino.log'));
    expect(problems.pop()).toContain('mismatched input');
    expect(problems).toEqual(narrowed.map(() => null));
  }, 300_000);
});

describe('a corpus with planted incidents', () => {
  let home: string;
  let placed: Placed[];
  beforeAll(async () => {
    home = mkdtempSync(join(folder, 'athena-'));
    const { files, devices } = await corpusOf({ seed: 7, records: 3000, files: 25, variant: 'plain' });
    placed = [];
    for (const { path, records } of files) {
      const texts = [...records()];
      placed.push(...texts.map((text) => ({ record: JSON.parse(text) as object, ...placeOf(path) })));
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path.replace(/\.gz$/, '')), `{"Records":[${texts.join(',')}]}`);
    }
    writeFileSync(join(home, 'devices.json'), JSON.stringify(devices));
    await makeTable('corpus', placed, home);
  }, 300_000);

  it('gives the alerts that its files give, and Athena hands over no more than what matters', async () => {
    const devices = ['--devices', join(home, 'devices.json')];
    const [files, table] = [
      await mfaWatch('replay', join(home, 'AWSLogs'), ...devices),
      await fromAthena('corpus', ...devices),
    ];
    expect(table.stdout).toBe(files.stdout);
    expect(table.stdout.split('\n').length).toBeGreaterThan(40);
    expect(table.code).toBe(1);
    const mattering = placed.filter(({ record }) => matters(record)).length;
    expect(table.stderr).toContain(` in ${mattering.toLocaleString('en')} records of table security.corpus, from`);
    expect(table.stderr).toMatch(/^Athena will read security\.corpus: \d+ accounts × \d+ regions? × [\d,]+ days\./m);
    expect(table.stderr).toMatch(/^Athena read .*: less than \$0\.01\.$/m);
  }, 120_000);

  it('is read only where it was asked for', async () => {
    const [wanted] = placed.filter(({ record }) => matters(record));
    const { account: one = '', region = '', day = '' } = wanted ?? {};
    const { stderr } = await fromAthena('corpus', '--account', one, '--region', region, '--since', day, '--until', day);
    const inside = placed.filter(
      ({ record, account, region: its }) =>
        account === one &&
        its === region &&
        isLookedAt((record as { eventTime: string }).eventTime, day) &&
        matters(record),
    );
    expect(inside.length).toBeGreaterThan(0);
    expect(stderr).toContain(`1 account × 1 region × 10 days`);
    expect(stderr).toMatch(new RegExp(` in ${inside.length} records? of table`));
  }, 120_000);
});

it('finds every record that matters in the cases of all detections, and no other', async () => {
  const home = mkdtempSync(join(folder, 'athena-'));
  const records = caseRecords();
  const place = { account, region: 'us-east-1', day: '2026-11-20' };
  await makeTable(
    'cases',
    records.map((record) => ({ record, ...place })),
    home,
  );
  mkdirSync(join(home, 'trail'));
  writeFileSync(join(home, 'trail', 'cases.json'), JSON.stringify({ Records: records }));
  const [files, table] = [await mfaWatch('replay', join(home, 'trail')), await fromAthena('cases')];
  expect(table.stdout).toBe(files.stdout);
  expect(table.stderr).toContain(` in ${records.filter(matters).length.toLocaleString('en')} records of table`);
}, 120_000);

describe('what cannot be read', () => {
  it('is said with how to mend it', async () => {
    const missing = await fromAthena('nothing');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('table security.nothing is not there')]);
    const nowhere = await mfaWatch('replay', '--athena', 'security.corpus', '--yes');
    expect([nowhere.code, nowhere.stderr]).toEqual([
      2,
      expect.stringContaining('--output-location s3://bucket/folder/'),
    ]);
  });

  it('is not run where nobody can be asked', async () => {
    const ran = await mfaWatch('replay', '--athena', 'security.corpus', '--output-location', results);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('--yes runs it')]);
  });
});

/** On the day, or in the 8 days before, which it is compared with. */
function isLookedAt(time: string, day: string): boolean {
  const midnight = Date.parse(day);
  const at = Date.parse(time);
  return at >= midnight - 8 * 86_400_000 && at < midnight + 86_400_000;
}
