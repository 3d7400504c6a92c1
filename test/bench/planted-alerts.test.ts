import { describe, expect, it } from '@jest/globals';
import { differences } from './planted-alerts';
import type { Manifest } from './write-corpus';

const alert = {
  account: '111122223333',
  detection: 'root-sign-in',
  severity: 'medium',
  target: 'root',
  related: [],
} as const;
const manifest: Manifest = {
  shape: { seed: 1, records: 1, files: 1, variant: 'plain' },
  written: { records: 1, bytes: 1 },
  incidents: [
    {
      story: 'root',
      account: alert.account,
      crosses: { hour: false, midnight: false },
      deliveredTwice: false,
      alerts: [{ ...alert, events: 1 }],
    },
  ],
};
const line = (patch: object = {}): string =>
  `${JSON.stringify({ ...alert, target: { type: 'Root', name: 'root' }, count: 1, ...patch })}\n`;

describe('what replay prints, held against the manifest', () => {
  it('does not differ where it is what was planted', () => {
    expect(differences(manifest, line())).toEqual([]);
  });

  it('lacks an alert', () => {
    expect(differences(manifest, '')).toEqual(['missing: medium root-sign-in of root in 111122223333, from 1 records']);
  });

  it('has one twice', () => {
    expect(differences(manifest, line() + line())).toEqual([
      'twice: medium root-sign-in of root in 111122223333, from 1 records',
    ]);
  });

  it.each([
    { account: '444455556666' },
    { severity: 'high' },
    { count: 2 },
    { related: ['root-recovery'] },
    { target: { type: 'Root', name: 'alice' } },
  ])('has another one: %j', (patch) => {
    const found = differences(manifest, line() + line(patch));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^invented: /);
  });
});
