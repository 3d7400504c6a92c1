import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { everything, meansLake, reachOf } from '../../../cli/sources/trail-path';
import { runs } from '../../engine/runs';

const account = fc.constantFrom('111122223333', '444455556666');
const region = fc.constantFrom('us-east-1', 'eu-north-1', 'us-gov-west-1', 'ap-southeast-2');
const noon = Date.parse('2026-11-20T12:00:00Z');
const hour = 60 * 60_000;
const day = 24 * hour;
/** Around noon, within weeks. */
const time = fc.integer({ min: -1000, max: 1000 }).map((hours) => noon + hours * hour);
const organization = fc.constantFrom('', 'o-a1b2c3d4e5/');
const before = fc.constantFrom('', 'my/prefix/', '/home/jane/logs/');

interface Lies {
  account: string;
  region: string;
  delivered: number;
}
/** Where CloudTrail puts a file, and all folders above it. */
const file = fc
  .record({ account, region, delivered: time, organization, before })
  .map(({ organization: inOrganization, before: above, ...lies }) => {
    const iso = new Date(lies.delivered).toISOString();
    const folder = `${above}AWSLogs/${inOrganization}${lies.account}/CloudTrail/${lies.region}/${iso.slice(0, 10).replaceAll('-', '/')}/`;
    const name = `${lies.account}_CloudTrail_${lies.region}_${iso.slice(0, 16).replace(/[-:]/g, '')}Z_Mu0KsOhtH1ar15ZZ.json.gz`;
    const folders = [...folder.matchAll(/\//g)].map(({ index }) => folder.slice(0, index + 1));
    return { lies, path: folder + name, name, folders };
  });
const wanted = fc.record({
  range: fc.tuple(time, time).map(([a, b]) => ({ since: Math.min(a, b), until: Math.max(a, b) })),
  accounts: fc.subarray(['111122223333', '444455556666']),
  regions: fc.subarray(['us-east-1', 'eu-north-1', 'us-gov-west-1']),
});

/** Whether an event that is wanted can be in it: it happened before delivery, by a day at most. */
function mayHold(
  { account: of, region: where, delivered }: Lies,
  { range, accounts, regions }: typeof everything,
): boolean {
  const isAsked = (one: string, all: readonly string[]): boolean => all.length === 0 || all.includes(one);
  const isInTime = delivered >= range.since && delivered - day <= range.until;
  return isAsked(of, accounts) && isAsked(where, regions) && isInTime;
}

describe('the path of a file', () => {
  it('tells whether it is wanted, by its folders and by its name alone', () => {
    fc.assert(
      fc.property(file, wanted, ({ lies, path, name }, asked) => {
        // Of the last minute not all may be wanted; the file is read then.
        const isOutside = !mayHold(lies, asked);
        expect(reachOf(path, asked) === 'outside').toBe(isOutside);
        expect(reachOf(name, asked) === 'outside').toBe(isOutside);
      }),
      runs(200),
    );
  });

  it('is never outside if a folder above it is inside, nor wanted if one is outside', () => {
    fc.assert(
      fc.property(file, wanted, ({ path, folders }, asked) => {
        const above = folders.map((folder) => reachOf(folder, asked));
        if (above.includes('outside')) expect(reachOf(path, asked)).toBe('outside');
        if (above.includes('inside')) expect(reachOf(path, asked)).toBe('inside');
      }),
      runs(200),
    );
  });

  it('says nothing where it does not follow the layout', () => {
    const asked = { range: { since: noon, until: noon }, accounts: ['111122223333'], regions: ['us-east-1'] };
    for (const path of [
      'trail.json',
      '2020/01/01/trail.json',
      'AWSLogs/trail.json',
      'AWSLogs/111122223333/CloudTrail/us-east-1/2026/13/45/trail.json',
      '111122223333_CloudTrail_us-east-1_20269999T0915Z_abc.json.gz',
      '111122223333_CloudTrail_us-east-1.json',
    ])
      expect([path, reachOf(path, asked)]).toEqual([path, 'unknown']);
  });
});

test.each(['CloudTrail-Digest', 'CloudTrail-Insight', 'Config', 'vpcflowlogs'])(
  'the folder %s beside CloudTrail is never wanted',
  (kind) => {
    expect(reachOf(`AWSLogs/111122223333/${kind}/us-east-1/`, everything)).toBe('outside');
  },
);

test('from a region on everything is wanted if no time is asked for', () => {
  expect(reachOf('AWSLogs/111122223333/', everything)).toBe('unknown');
  expect(reachOf('AWSLogs/111122223333/CloudTrail/', everything)).toBe('unknown');
  expect(reachOf('AWSLogs/111122223333/CloudTrail/us-east-1/', everything)).toBe('inside');
});

test('results of CloudTrail Lake are meant by whoever names them, not by a folder of that name elsewhere', () => {
  for (const path of [
    'AWSLogs/111122223333/CloudTrail-Lake',
    'b/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Lake/Query/',
  ])
    expect([path, meansLake(path)]).toEqual([path, true]);
  for (const path of ['CloudTrail-Lake/AWSLogs/111122223333', 'AWSLogs/111122223333', 'CloudTrail-Lake'])
    expect([path, meansLake(path)]).toEqual([path, false]);
});
