import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addressDatabasesIn, readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { folderWith, removeFolders } from '../cli/folder';

afterAll(removeFolders);

const made = (name: string): string => join(__dirname, 'addresses', name);
const [both, ipv4] = [made('country-and-network.mmdb'), made('country-ipv4.mmdb')];
const [inBoth, inIpv6] = ['20.0.7.9', '2400:1::7'];

describe('an address', () => {
  it('has a country and a network', () => {
    const databases = readAddressDatabases([both]);
    expect(databases.describe(inBoth)).toEqual({ country: 'DE', network: 'AS64496 Example Hosting' });
    expect(databases.describe(inIpv6)).toEqual({ country: 'NL', network: 'AS64497 Example Mobile' });
  });

  it('that no database knows has neither', () => {
    expect(readAddressDatabases([both, ipv4]).describe('50.0.0.1')).toEqual({});
    expect(readAddressDatabases([]).describe(inBoth)).toEqual({});
  });

  it('has what the first database by name says that knows of it, each fact for itself', () => {
    const folder = folderWith({ 'z/a.mmdb': readFileSync(ipv4), 'a/b.mmdb': readFileSync(both) });
    const files = [join(folder, 'a', 'b.mmdb'), join(folder, 'z', 'a.mmdb')];
    for (const given of [files, files.toReversed()])
      expect(readAddressDatabases(given).describe(inBoth)).toEqual({
        country: 'FR',
        network: 'AS64496 Example Hosting',
      });
    expect(readAddressDatabases([ipv4, both]).describe(inBoth)).toMatchObject({ country: 'DE' });
  });

  it('of IPv6 is not looked up where only IPv4 is known', () => {
    expect(readAddressDatabases([ipv4]).describe('36.0.0.1')).toEqual({ country: 'FR' });
    expect(readAddressDatabases([ipv4]).describe(inIpv6)).toEqual({});
  });

  it.each(['203.0.113.9', '10.1.2.3', '::ffff:10.1.2.3', 'fe80::1', '127.0.0.1', '::1'])(
    'of special use has neither, whatever a database says: %s',
    (address) => {
      expect(readAddressDatabases([both]).describe(address)).toEqual({});
    },
  );

  it.each(['AWS Internal', 'cloudformation.amazonaws.com', '', '20.0.0', '020.0.0.1'])(
    'that is none has neither: "%s"',
    (text) => {
      expect(readAddressDatabases([both]).describe(text)).toEqual({});
    },
  );

  it.each([
    ['a country in words beside its code', '21.0.0.1', { country: 'DE' }],
    ['the marks of what is not known', '22.0.0.1', {}],
    ['a network without a name', '23.0.0.1', { network: 'AS64499' }],
    ['no record at all', '24.0.0.1', {}],
  ])('has what can be read of %s', (_, address, described) => {
    expect(readAddressDatabases([both]).describe(address)).toEqual(described);
  });
});

const fileWith = (content: Buffer): string => join(folderWith({ 'a.mmdb': content }), 'a.mmdb');
const whole = readFileSync(both);

describe('a file that cannot be read', () => {
  it.each<[string, string, string]>([
    ['is missing', join(tmpdir(), 'nowhere.mmdb'), 'cannot be read: no such file or folder'],
    ['is a folder', tmpdir(), 'cannot be read: is a folder'],
    ['is empty', fileWith(Buffer.alloc(0)), 'is no MaxMind DB file, or only a part of one'],
    ['is something else', fileWith(Buffer.from('<html>not found</html>')), 'is no MaxMind DB file'],
    ['is cut', fileWith(whole.subarray(0, whole.length / 2)), 'is no MaxMind DB file, or only a part of one'],
    ['is compressed', fileWith(gzipSync(whole)), 'is compressed: unpack it'],
  ])('is named, with what was expected, if it %s', (_, file, problem) => {
    const read = () => readAddressDatabases([both, file]);
    expect(read).toThrow(`${file}: ${problem}`);
    expect(read).toThrow('; expected a MaxMind DB file such as GeoLite2-Country.mmdb');
  });

  it('costs the function no more than what it would have said', () => {
    const mixed = folderWith({ 'a.mmdb': 'no database', 'b.mmdb': whole, README: 'no database either' });
    const warnings: string[] = [];
    const databases = addressDatabasesIn(mixed, (problem) => warnings.push(problem));
    expect(databases.describe(inBoth)).toMatchObject({ country: 'DE' });
    expect(warnings).toEqual([
      `alerts lack what this file knows of addresses: ${join(mixed, 'a.mmdb')}: is no MaxMind DB file, or only a part of one; expected a MaxMind DB file such as GeoLite2-Country.mmdb`,
    ]);
  });

  it('that is damaged inside says nothing, and never throws', () => {
    const marker = whole.lastIndexOf('MaxMind.com');
    for (let at = 0; at < marker - 3; at += 7) {
      const bytes = Buffer.from(whole);
      bytes.fill(0xff, at, at + 3);
      const databases = readAddressDatabases([fileWith(bytes)]);
      for (const address of [inBoth, inIpv6, '24.0.0.1']) expect(typeof databases.describe(address)).toBe('object');
    }
  });
});

describe('a folder', () => {
  const loud = (problem: string): void => {
    throw new Error(problem);
  };

  it('without databases, or that is not there, knows nothing and is nothing to warn of', () => {
    expect(addressDatabasesIn(folderWith({}), loud).describe(inBoth)).toEqual({});
    expect(addressDatabasesIn(join(folderWith({}), 'addresses'), loud).describe(inBoth)).toEqual({});
  });

  it('that cannot be listed is warned of', () => {
    const warnings: string[] = [];
    expect(addressDatabasesIn(both, (problem) => warnings.push(problem)).describe(inBoth)).toEqual({});
    expect(warnings).toEqual([`alerts lack country and network: ${both}: a part of the path is no folder`]);
  });

  it('is read in the order of names', () => {
    const two = folderWith({ 'b.mmdb': whole, 'a.mmdb': readFileSync(ipv4) });
    expect(addressDatabasesIn(two, loud).describe(inBoth)).toMatchObject({ country: 'FR' });
  });
});
