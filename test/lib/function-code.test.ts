import { expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionCode } from '../../lib/functions/function-code';

const folder = mkdtempSync(join(tmpdir(), "mfa-watch it's $HOME "));

/** Names of all files that the functions get. */
function deployed(addressDatabases: string[]): string[] {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'mfa-watch-assembly-')) });
  const stack = new Stack(app, 'Stack');
  for (const name of ['detect', 'respond'])
    new Function(stack, name, {
      code: functionCode(addressDatabases),
      handler: `${name}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
    });
  const { directory } = app.synth();
  const [code = '', ...others] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(others).toEqual([]);
  return readdirSync(join(directory, code), { recursive: true, encoding: 'utf8' });
}

test('all functions share one archive, with address databases beside the code, whatever their folder is called', () => {
  const files = ['country.mmdb', "o'asn $(date).mmdb"].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, '');
  const names = deployed(files);
  expect(names).toEqual(
    expect.arrayContaining(['detect.js', 'respond.js', 'reconcile.js', 'posture.js', 'beat.js', 'pulse.js']),
  );
  expect(names.filter((name) => /^addresses(\/|$)/.test(name))).toEqual([
    'addresses',
    'addresses/country.mmdb',
    "addresses/o'asn $(date).mmdb",
  ]);
});

test('without address databases there is no folder for them', () => {
  expect(deployed([])).not.toContain('addresses');
});
