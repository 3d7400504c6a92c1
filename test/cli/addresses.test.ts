import { afterAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const database = join(__dirname, '..', 'adapters', 'addresses', 'country-and-network.mmdb');
const address = '20.0.7.9';
const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16, from: address });

async function replay(files: Record<string, string | Buffer>, databases: string, ...options: string[]) {
  const config = join(folderWith({ 'c.yaml': `addressDatabases: [${databases}]\n` }), 'c.yaml');
  return mfaWatch(['replay', folderWith(files), '--config', config, ...options], { columns: 80 });
}

describe('replay', () => {
  const files = { 'a.json': trail(consoleLogin({ patch: { eventTime: '2026-11-18T09:00:00Z' } }), attack) };

  it('says of which country and network an address is, and that it is new for the user', async () => {
    expect(alertsOf(await replay(files, database))).toMatchObject([
      { origins: [{ address, country: 'DE', network: 'AS64496 Example Hosting', seenBefore: false }] },
    ]);
  });

  it('shows so to people, in 80 columns', async () => {
    const { stdout } = await replay(files, database, '--format', 'table');
    expect(stdout).toMatch(/from +20\.0\.7\.9 \(Germany, "AS64496 Example Hosting"\)/);
    expect(stdout.replaceAll(/[│\s]+/g, ' ')).toContain(
      'new for alice (no success from there known in the week before)',
    );
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('stops at a database that it cannot read, and says which and why', async () => {
    const file = join(folderWith({ 'broken.mmdb': '<html>' }), 'broken.mmdb');
    const ran = await replay(files, file);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(
      `addressDatabases[0]: ${file}: is no MaxMind DB file, or only a part of one; expected a MaxMind DB file such as`,
    );
  });
});
