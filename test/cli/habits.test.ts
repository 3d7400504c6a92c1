import { afterAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { run } from '../../cli/program';
import { FileReader, usual } from '../../cli/reading/file-reader';
import { localFiles } from '../../cli/sources/local-files';
import { readTrail, type Read } from '../../cli/reading/read-trail';
import { timeRange } from '../../cli/time-range';
import { isTrailName } from '../../lambda/adapters/trail-files/trail-files';
import { detections } from '../../lambda/detections';
import { enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, captured, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
const now = Date.parse('2026-11-20T12:00:00Z');
const [hour, day] = [60 * 60_000, 24 * 60 * 60_000];

describe('relative times', () => {
  test.each([
    ['30d', 30 * day],
    ['12h', 12 * hour],
    ['45m', 45 * 60_000],
    ['2w', 14 * day],
  ])('%s ago', (text, ago) => {
    expect(timeRange(text, undefined, now)).toEqual({ since: now - ago, until: Infinity });
    expect(timeRange(undefined, text, now)).toEqual({ since: -Infinity, until: now - ago });
  });

  test.each(['30', 'd', '-1d', '1y', '1.5h', '999999d'])('%s is none', async (text) => {
    const { code, stderr } = await mfaWatch(['replay', folderWith({ 'a.json': trail() }), '--since', text]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/not a time: expected ISO 8601 .* or how long ago, such as 30d, 12h or 45m|unknown option/);
  });

  test('the later end before the earlier one is refused', () => {
    expect(() => timeRange('12h', '30d', now)).toThrow('--since 12h is later than --until 30d');
  });
});

describe('--quiet', () => {
  test('says nothing but the alerts', async () => {
    const ran = await mfaWatch(['replay', folderWith({ 'a.json': trail(attack) }), '--quiet']);
    expect(alertsOf(ran)).toHaveLength(1);
    expect([ran.code, ran.stderr]).toEqual([1, '']);
  });

  test('still says what could not be read', async () => {
    const ran = await mfaWatch(['replay', folderWith({ 'a.json': trail(attack), 'b.json': '' }), '--quiet']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /^Could not be read: 1 place; all else was evaluated.\n {2}.*b.json: empty, expected CloudTrail records\n$/,
    );
  });

  test('claims nothing of the rest where there is none', async () => {
    const ran = await mfaWatch(['replay', folderWith({ 'b.json': '' }), '--quiet']);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringMatching(/^Could not be read: 1 place\.\n/)]);
  });
});

test('no bundled record is younger than its file’s name says, or --since would leave it closed', () => {
  const names = readdirSync(join(__dirname, '../../samples/trail'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.json'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    const text = readFileSync(join(__dirname, '../../samples/trail', name), 'utf8');
    const times = [...text.matchAll(/"eventTime": *"([^"]+)"/g)].map(([, time = '']) => time.replaceAll(/[-:]/g, ''));
    const [, written = ''] = /_(\d{8}T\d{4})Z_/.exec(name) ?? [];
    expect(times.sort().at(-1)?.slice(0, 13)).toMatch(/^\d{8}T\d{4}$/);
    expect((times.sort().at(-1) ?? '').slice(0, 13) <= written).toBe(true);
  }
});

describe('Ctrl-C', () => {
  const files = Object.fromEntries(
    [0, 1, 2].map((number) => [`${number}.json`, trail({ ...attack, eventID: `e${number}` })]),
  );

  test('stops the reading, prints what there is and says that it is a part', async () => {
    const [stdout, stderr] = [captured(), captured()];
    const code = await run(['replay', folderWith(files), '--quiet'], {
      ...{ stdout: stdout.stream, stderr: stderr.stream, env: {} },
      onInterrupt: (stop) => {
        stop();
        return () => undefined;
      },
    });
    expect([code, stdout.text()]).toEqual([130, '']);
    expect(stderr.text()).toBe('Stopped by Ctrl-C: this is only a part (3 of 3 files not read).\n');
  });

  test('keeps the files that were read by then, and waits for no helper', async () => {
    const stop = new AbortController();
    const never: Read = () => new Promise(() => undefined);
    const told = await readTrail(
      localFiles([folderWith(files)]),
      new FileReader(detections, usual),
      [never],
      (_, done) => {
        if (done > 0) stop.abort();
      },
      stop.signal,
    );
    expect(told.unread).toBeGreaterThan(0);
    expect([...told.events]).toHaveLength(3 - told.unread);
  });

  test('that nobody presses changes nothing', async () => {
    const { unread, events } = await readTrail(
      localFiles([folderWith(files)]),
      new FileReader(detections, usual),
      [],
      () => undefined,
    );
    expect([unread, [...events].length]).toEqual([0, 3]);
  });
});

test.each([
  ['xterm', true],
  ['dumb', false],
])('the progress bar on a terminal of the kind %s: %s', async (kind, isShown) => {
  const [stdout, stderr] = [captured(), captured()];
  const screen = Object.assign(stderr.stream, { isTTY: true, columns: 80 });
  await run(['replay', folderWith({ 'a.json': trail(attack) })], {
    ...{ stdout: stdout.stream, stderr: screen, env: { TERM: kind } },
  });
  expect(stderr.text().includes('reading files')).toBe(isShown);
});

describe('on Windows', () => {
  test('wildcards, which its shells leave as they are, are explained', async () => {
    const { code, stderr } = await mfaWatch(['replay', 'C:\\logs\\*.json']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'C:\\logs\\*.json: no such file or folder; expected a CloudTrail file or a folder of them',
    );
    expect(stderr).toContain('name the folder, it is read with all below it');
  });

  test('paths of files keep their suffix, whatever stands between folders', () => {
    const path = win32.join('C:\\logs', 'us-east-1', 'a.JSON.gz');
    expect(isTrailName(path)).toBe(true);
    expect(isTrailName(win32.join('C:\\logs.json', 'LICENSE'))).toBe(false);
  });
});
