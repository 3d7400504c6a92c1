import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copying } from '../../lib/own-function';

const folder = mkdtempSync(join(tmpdir(), "mfa-watch it's $HOME "));

test('address databases are copied beside the code, whatever their folder is called', () => {
  const files = ['country.mmdb', "o'asn $(date).mmdb"].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, '');
  const output = join(folder, 'out');
  execFileSync('bash', ['-c', copying(files, output).join(' && ')]);
  expect(readdirSync(join(output, 'addresses'))).toEqual(['country.mmdb', "o'asn $(date).mmdb"]);
});

test('without any there is nothing to do', () => {
  expect(copying([], folder)).toEqual([]);
});
