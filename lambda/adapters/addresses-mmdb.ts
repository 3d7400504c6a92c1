import { readdirSync, readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { basename, join } from 'node:path';
import { Reader, type Response } from 'mmdb-lib';
import * as z from 'zod/mini';
import type { Addresses } from '../engine/origins';
import { codeOf, reasonOf } from './reason';

type Database = Reader<Response>;

/** How compressed files begin, which is how the databases are published. */
const gzipMark = Buffer.from([0x1f, 0x8b]);

/** DB-IP writes ZZ where it does not know. */
const country = z.catch(z.optional(z.string().check(z.regex(/^(?!ZZ)[A-Z]{2}$/))), undefined);

/**
 * GeoLite2, DB-IP and others made for the same readers have `country.iso_code`, ip-location-db has `country_code`; all
 * name the network in the same way. What has another shape says nothing.
 */
const recordSchema = z.object({
  country: z.catch(z.optional(z.object({ iso_code: country })), undefined),
  country_code: country,
  /** IPtoASN writes 0 for what nobody announces. */
  autonomous_system_number: z.catch(z.optional(z.number().check(z.positive())), undefined),
  autonomous_system_organization: z.catch(z.optional(z.string()), undefined),
});

/**
 * @param files in the format MaxMind DB (`.mmdb`); where several know of an address, the first by file name counts, as it
 *   does in the function, which finds them in a folder.
 * @throws Error with one line that says which file is wrong, why, and what was expected.
 */
export function readAddressDatabases(files: readonly string[]): Addresses {
  return new MmdbAddresses(files.toSorted(byName).map(open));
}

/**
 * Every `.mmdb` file in the folder; none if there is no such folder. A file that cannot be read
 * must not cost an alert: it is left out.
 * @param warn is told of each file that is left out.
 */
export function addressDatabasesIn(folder: string, warn: (problem: string) => void): Addresses {
  const databases = filesIn(folder, warn).flatMap((file) => {
    try {
      return [open(file)];
    } catch (error) {
      warn(`alerts lack what this file knows of addresses: ${reasonOf(error)}`);
      return [];
    }
  });
  return new MmdbAddresses(databases);
}

class MmdbAddresses implements Addresses {
  constructor(private readonly databases: readonly Database[]) {}

  describe(address: string): ReturnType<Addresses['describe']> {
    if (this.databases.length === 0 || isIP(address) === 0 || isSpecial(address)) return {};
    const found = this.databases.map((database) => recordOf(database, address));
    const country = found.map((record) => record?.country?.iso_code ?? record?.country_code).find(isSaid);
    const network = found.map(networkOf).find(isSaid);
    return { ...(country !== undefined && { country }), ...(network !== undefined && { network }) };
  }
}

type Found = z.infer<typeof recordSchema> | undefined;

/** Asked for an IPv6 address, an IPv4 database answers of another address. */
function recordOf(database: Database, address: string): Found {
  if (isIP(address) === 6 && database.metadata.ipVersion === 4) return undefined;
  try {
    return recordSchema.safeParse(database.get(address)).data;
  } catch {
    // A file that is damaged inside, where opening it does not look: it knows nothing of this address.
    return undefined;
  }
}

function networkOf(found: Found): string | undefined {
  if (found?.autonomous_system_number === undefined) return undefined;
  const { autonomous_system_number: number, autonomous_system_organization: organization = '' } = found;
  return `AS${number} ${organization}`.trim();
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined;
}

function open(file: string): Database {
  const refuse = (what: string): never => {
    throw new Error(`${file}: ${what}; expected a MaxMind DB file such as GeoLite2-Country.mmdb`);
  };
  const bytes = read(file, refuse);
  if (bytes.subarray(0, 2).equals(gzipMark)) return refuse('is compressed: unpack it (gunzip, or tar -xzf)');
  try {
    return new Reader<Response>(bytes);
  } catch {
    return refuse('is no MaxMind DB file, or only a part of one');
  }
}

function read(file: string, refuse: (what: string) => never): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    return refuse(`cannot be read: ${reasonOf(error)}`);
  }
}

function filesIn(folder: string, warn: (problem: string) => void): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.mmdb'));
    return names.map((name) => join(folder, name)).sort(byName);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') warn(`alerts lack country and network: ${folder}: ${reasonOf(error)}`);
    return [];
  }
}

function byName(a: string, b: string): number {
  return basename(a) < basename(b) ? -1 : 1;
}

/**
 * Nobody's addresses, or everybody's: private, loopback, link-local, shared, documentation, benchmarks, translation,
 * multicast, reserved (IANA's special-purpose registries, RFC 6890; RFC 5737, 3849 and 9637). Published databases do give a
 * country for some of them.
 */
const specialNetworks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** Made with the first address: most deployments have no database, and it takes time. */
let special: BlockList | undefined;

function isSpecial(address: string): boolean {
  special ??= blockListOf(specialNetworks);
  return special.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [start = '', bits] = network.split('/');
    list.addSubnet(start, Number(bits), familyOf(start));
  }
  return list;
}
