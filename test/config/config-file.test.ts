import { describe, expect, test } from '@jest/globals';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../lambda/adapters/config-file';
import { detections } from '../../lambda/detections';

const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-config-'));
const missing = join(folder, 'missing.yaml');
const database = join(__dirname, '../adapters/addresses/country-ipv4.mmdb');

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the configuration file', () => {
  test('that is shipped is valid and changes nothing', () => {
    expect(readConfig(undefined, {}, detections)).toEqual(readConfig(undefined, {}, detections, missing));
  });

  test('that is shipped stays valid when its examples are switched on', () => {
    const shipped = readFileSync(join(__dirname, '..', '..', 'mfa-watch.yaml'), 'utf8');
    const file = written('all.yaml', shipped.replaceAll(/^# (?= *(- |[A-Za-z-]+:( |$)))/gm, ''));
    mkdirSync(join(folder, 'addresses'));
    for (const name of ['country', 'asn']) copyFileSync(database, join(folder, 'addresses', `${name}.mmdb`));
    expect(readConfig(file, {}, detections)).toMatchObject({
      config: {
        slack: [{ name: 'security' }],
        detections: { 'repeated-mfa-failures': { high: 5 } },
        destinations: ['manager', 'pager', 'ticketing', 'archive', 'security-bus', 'findings', 'payments-on-call'].map(
          (name) => ({ name }),
        ),
      },
    });
  });

  test('may be missing where nobody asked for it', () => {
    expect(readConfig(undefined, { email: 'a@example.com' }, detections, missing)).toMatchObject({
      config: { email: ['a@example.com'] },
    });
  });

  test.each([
    ['missing', missing, 'no such file'],
    ['a folder', folder, 'is a folder'],
  ])('that was asked for and is %s is told by its name', (_, file, problem) => {
    expect(readConfig(file, {}, detections)).toEqual({
      ok: false,
      problems: [`${file}: ${problem}: expected a YAML file such as mfa-watch.yaml`],
    });
  });

  test('names itself in what is wrong in it', () => {
    const file = written('bad.yaml', 'emial: x');
    expect(readConfig(file, {}, detections)).toMatchObject({ problems: [expect.stringContaining(`${file}:1: emial`)] });
  });

  test('names address databases by paths from its own folder, and says which one cannot be read', () => {
    const file = written('databases.yaml', 'addressDatabases:\n  - one.mmdb\n  - ./sub/../two.mmdb');
    const [one, two] = [join(folder, 'one.mmdb'), join(folder, 'two.mmdb')];
    copyFileSync(database, one);
    expect(readConfig(file, {}, detections)).toEqual({
      ok: false,
      problems: [expect.stringContaining(`${file}:3: addressDatabases[1]: ${two}: cannot be read`)],
    });
    writeFileSync(two, 'no database');
    expect(readConfig(file, {}, detections)).toMatchObject({
      problems: [expect.stringContaining(`${two}: is no MaxMind DB file`)],
    });
    copyFileSync(database, two);
    expect(readConfig(file, {}, detections)).toMatchObject({ config: { addressDatabases: [one, two] } });
  });
});
