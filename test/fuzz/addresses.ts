import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressDatabasesIn, readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { mutatedBytes } from './mutations';
import { must, target } from './target';

const originals = ['country-and-network.mmdb', 'country-ipv4.mmdb'].map((name) =>
  readFileSync(join(__dirname, '..', 'adapters', 'addresses', name)),
);
const asked = ['20.0.7.9', '36.0.0.1', '2400:1::7', '10.0.0.1', 'AWS Internal', ''];

let folder: string | undefined;

function openedOr(file: string): ReturnType<typeof readAddressDatabases> | string {
  try {
    return readAddressDatabases([file]);
  } catch (error) {
    return (error as Error).message;
  }
}

export const addresses = target('address databases', 2, mutatedBytes(originals), (bytes) => {
  folder ??= mkdtempSync(join(tmpdir(), 'mfa-watch-fuzz-'));
  const file = join(folder, 'country.mmdb');
  writeFileSync(file, bytes);
  const opened = openedOr(file);
  if (typeof opened === 'string')
    must(opened.startsWith(`${file}: `) && opened.includes('; expected a MaxMind DB file'), `refused with: ${opened}`);
  const warnings: string[] = [];
  const deployed = addressDatabasesIn(folder, (problem) => warnings.push(problem));
  must(warnings.length > 0 === (typeof opened === 'string'), 'the function and the command line differ');
  for (const address of asked) {
    const { country = 'DE', network = 'AS1' } = deployed.describe(address);
    must(/^[A-Z]{2}$/.test(country) && /^AS\d/.test(network), `no country or no network: ${country} ${network}`);
  }
});
