import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnNames, csv } from '../../cli/formats/csv';
import { sampleDevices, sampleTrail } from '../../cli/replay/sample';
import { fuzzedAlert } from '../alerts/fuzzed-alert';
import { holds } from '../alerts/holds';
import { sampleAlert } from '../alerts/sample-alert';
import { mfaWatch, type Ran } from './captured-terminal';
import { cellsOf } from './cells';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const golden = join(__dirname, 'golden');
/** `GOLDEN=write npx jest test/cli/formats` writes the files anew; read them as somebody who imports them. */
const isToWrite = process.env['GOLDEN'] === 'write';

function sample(...options: string[]): Promise<Ran> {
  return mfaWatch(['replay', sampleTrail, '--devices', sampleDevices, ...options]);
}

describe('the sample trail', () => {
  test.each(['csv', 'ocsf', 'json'])('as %s is what the golden file has', async (format) => {
    const { code, stdout } = await sample('--format', format);
    const file = join(golden, `sample.${format}`);
    if (isToWrite) writeFileSync(file, stdout);
    expect(code).toBe(1);
    expect(stdout).toBe(readFileSync(file, 'utf8'));
  });

  test('is the same alerts in every format', async () => {
    const lines = (await sample('--format', 'jsonl')).stdout.trim().split('\n');
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toHaveLength(7);
    for (const format of ['csv', 'ocsf', 'json', 'html']) {
      const { stdout } = await sample('--format', format);
      for (const id of ids) expect(stdout).toContain(id);
    }
  });
});

describe('CSV', () => {
  test('has a row of names, then a row an alert, lists joined', () => {
    const [names, row] = cellsOf(csv([sampleAlert()]));
    expect(names).toEqual(columnNames);
    const cell = (name: string) => row?.[columnNames.indexOf(name)];
    expect(cell('target')).toBe('alice');
    expect(cell('reasons')).toBe('alice already had 1 device; the actor is not the target; long-term key without MFA');
    expect(cell('newDevices')).toBe('arn:aws:iam::111122223333:mfa/alice-tablet');
    expect(cell('accountName')).toBe('');
  });

  test('has its names where nothing was found', () => {
    expect(csv([])).toBe(`${columnNames.join(',')}\n`);
  });

  test.each(['=cmd|x', '+1', '-rf', '@SUM(A1)', '＝1', '\t=1', '=1"'])('disarms %j', (title) => {
    const [, row] = cellsOf(csv([sampleAlert({ title })]));
    expect(row?.[columnNames.indexOf('title')]).toMatch(/^['␉]/);
  });

  test('is one line an alert, no cell is a formula, whatever the records say', () => {
    holds(
      fc.property(fuzzedAlert, (alert) => {
        const rows = cellsOf(csv([alert]));
        expect(rows.map((row) => row.length)).toEqual([columnNames.length, columnNames.length]);
        expect(rows.flat().filter((cell) => /^[=+\-@＝＋－＠\t\r]/.test(cell))).toEqual([]);
        expect(csv([alert])).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('--output', () => {
  test('does not replace a file, and says how to', async () => {
    const file = join(folderWith({ 'alerts.csv': 'precious' }), 'alerts.csv');
    const ran = await sample('--format', 'csv', '--output', file);
    expect([ran.code, ran.stdout, readFileSync(file, 'utf8')]).toEqual([2, '', 'precious']);
    expect(ran.stderr).toBe(`mfa-watch: --output ${file}: this file exists already; --force replaces it\n`);
  });

  test('never replaces what is read, by whatever name', async () => {
    const content = gzipSync(trail());
    const folder = folderWith({ 'trail.json.gz': content });
    symlinkSync('trail.json.gz', join(folder, 'alerts.jsonl'));
    for (const name of ['trail.json.gz', 'alerts.jsonl']) {
      const file = join(folder, name);
      const ran = await mfaWatch(['replay', folder, '--format', 'jsonl', '--output', file, '--force']);
      expect([ran.code, ran.stdout, readFileSync(file)]).toEqual([2, '', content]);
      expect(ran.stderr).toBe(
        `mfa-watch: --output ${file}: this is one of the files to read, and would be replaced; name another\n`,
      );
    }
    expect(readdirSync(folder).sort()).toEqual(['alerts.jsonl', 'trail.json.gz']);
  });

  test('never replaces what --since leaves unopened, nor the devices or the configuration', async () => {
    const old = 'AWSLogs/111122223333/CloudTrail/us-east-1/2020/01/02/old.json';
    const given = { [old]: trail(), 'new.json': trail(), 'devices.json': '{}', 'c.yaml': 'email: a@example.com\n' };
    const folder = folderWith({ 'trail/new.json': trail(), [`trail/${old}`]: trail(), ...given });
    const [devices, config] = [join(folder, 'devices.json'), join(folder, 'c.yaml')];
    const asked = [
      ...['replay', join(folder, 'trail'), '--since', '2026-11-20', '--format', 'jsonl'],
      ...['--devices', devices, '--config', config],
    ];
    for (const file of [devices, config, join(folder, 'trail', old)]) {
      const content = readFileSync(file, 'utf8');
      const ran = await mfaWatch([...asked, '--output', file, '--force']);
      expect([ran.code, readFileSync(file, 'utf8')]).toEqual([2, content]);
      expect(ran.stderr).toContain(`${file}: this is one of the files to read, and would be replaced`);
    }
  });

  test.each([
    [['--force'], '--force replaces what --output or --save-devices names; neither was given'],
    [['--forecast', '--show-suppressed'], "option '--forecast' cannot be used with option '--show-suppressed'"],
  ])('%j is refused, as it would do nothing', async (options, says) => {
    const { code, stderr } = await sample(...options);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('replaces it with --force, through a link too, and keeps who may read it', async () => {
    const folder = folderWith({ 'alerts.csv': 'old' });
    writeFileSync(join(folder, 'secret.csv'), 'old', { mode: 0o600 });
    symlinkSync('secret.csv', join(folder, 'link.csv'));
    expect((await sample('--format', 'csv', '--output', join(folder, 'link.csv'), '--force')).code).toBe(1);
    expect(readFileSync(join(folder, 'secret.csv'), 'utf8')).toMatch(/^time,severity/);
    expect(statSync(join(folder, 'secret.csv')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['alerts.csv', 'link.csv', 'secret.csv']);
  });

  test.each([
    ['html', /^<!doctype html>/i],
    ['HTM', /^<!doctype html>/i],
    ['csv', /^time,severity/],
    ['json', /^\[/],
    ['jsonl', /^\{"schemaVersion"/],
    ['txt', /^\{"schemaVersion"/],
  ])('takes the format from a name that ends with .%s', async (ending, expected) => {
    const file = join(folderWith({}), `alerts.${ending}`);
    expect((await sample('--output', file)).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toMatch(expected);
    expect((await sample('--output', file, '--format', 'csv', '--force')).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toMatch(/^time,severity/);
  });

  test('beside what is read is no file that was skipped', async () => {
    const folder = folderWith({ 'a.json': trail() });
    const ran = await mfaWatch(['replay', folder, '--output', join(folder, 'found.html')]);
    expect(ran.stderr).not.toContain('Skipped');
  });

  test('beside what is read is passed over by the next replay, whatever its format', async () => {
    const folder = folderWith({ 'devices.json': readFileSync(sampleDevices) });
    cpSync(sampleTrail, folder, { recursive: true });
    const again = () => mfaWatch(['replay', folder, '--format', 'json']);
    const before = await again();
    expect(before.stderr).toContain('Skipped: 1 alert or other result of mfa-watch.\n');
    const none = await mfaWatch(['replay', folder, '--since', '2027-01-01']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('lie outside of --since 2027-01-01')]);
    const into = (name: string) => ['--output', join(folder, name)];
    for (const name of ['a.json', 'a.jsonl', 'a.csv']) await sample(...into(name));
    await sample('--format', 'ocsf', ...into('ocsf.json'));
    await sample('--forecast', '--format', 'json', ...into('forecast.json'));
    writeFileSync(join(folder, 'packed.json.gz'), gzipSync(readFileSync(join(folder, 'a.json'))));
    const { stderr, ...after } = await again();
    expect(after).toMatchObject({ code: before.code, stdout: before.stdout });
    expect(stderr).toContain('Skipped: 37 alerts and other results of mfa-watch.\n');
    const only = await mfaWatch(['replay', join(folder, 'a.csv')]);
    expect(only.code).toBe(2);
    expect(only.stderr).toContain('nothing was judged: what was read are results of mfa-watch');
  });

  test.each(['report.pdf', 'alerts.jsonl.gz'])('does not write %s, which nothing could open', async (name) => {
    const file = join(folderWith({}), name);
    const ran = await sample('--output', file);
    expect([ran.code, existsSync(file)]).toEqual([2, false]);
    expect(ran.stderr).toMatch(/no format is called (pdf|gz); name one with --format \(table, /);
    expect((await sample('--output', file, '--format', 'jsonl')).code).toBe(1);
  });

  test('needs a name, and - is none', async () => {
    expect((await sample('--output', '-')).stderr).toContain('without --output it goes to stdout');
    expect(await sample('--output', '')).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'mfa-watch: --output is empty: expected the name of a file\n',
    });
  });

  test('leaves nothing behind where the run fails', async () => {
    const folder = folderWith({});
    const ran = await mfaWatch(['replay', sampleTrail, '--config', 'no-such.yaml', '--output', join(folder, 'a.html')]);
    expect([ran.code, readdirSync(folder)]).toEqual([2, []]);
  });

  test('refuses a folder, and a place that is not there, before any work', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'reports'));
    const refused = [
      ['reports', 'is a folder; expected a file that can be written'],
      ['nowhere/a.html', `there is no folder ${join(folder, 'nowhere')}; make it, or name another`],
    ] as const;
    for (const [path, why] of refused) {
      const ran = await sample('--output', join(folder, path));
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain(why);
    }
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('writes to what is no file, such as a device', async () => {
    expect((await sample('--output', '/dev/null')).code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
