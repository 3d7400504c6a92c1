import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rank, severities } from '../../lambda/detections/severity';
import { checks } from '../../lambda/posture';
import type { Check } from '../../lambda/posture/check';
import { driftOf, sightOf } from '../../lambda/posture/drift';
import { type FoundExposure, posture } from '../../lambda/posture/posture';
import { now, report, row } from '../../lambda/posture/samples';
import { parts, type Part, type Snapshot } from '../../lambda/posture/snapshot';
import type { Standing } from '../../lambda/posture/standing';

const [yesterday, today, tomorrow] = ['2026-11-19T06:00:00Z', '2026-11-20T06:00:00Z', '2026-11-21T06:00:00Z'] as const;
const all = (): boolean => true;
const nameOf = ({ check, subject }: { check: string | Check; subject: string }): string =>
  `${typeof check === 'string' ? check : check.id} ${subject}`;
const namesOf = (some: readonly Parameters<typeof nameOf>[0][]): string[] => [...new Set(some.map(nameOf))].sort();

const place = { subject: fc.constantFrom('alice', 'bob', 'carol'), severity: fc.constantFrom(...severities) };
const undecided = fc.constantFrom(undefined, true as const);
const exposure: fc.Arbitrary<FoundExposure> = fc
  .record({ ...place, check: fc.constantFrom(...checks), undecided })
  .map(({ undecided: unsure, ...rest }) => ({
    ...rest,
    title: 'x',
    reasons: [],
    ...(unsure && { undecided: unsure }),
  }));
const found = fc.array(exposure, { maxLength: 12 });
const before: fc.Arbitrary<Standing[]> = fc.uniqueArray(
  fc.record({
    ...{ ...place, check: fc.constantFrom(...checks.map(({ id }) => id)), title: fc.constant('x') },
    ...{ since: fc.constant(yesterday), seen: fc.constant(yesterday) },
  }),
  { selector: nameOf },
);
const sight = fc.func(fc.boolean()).map((sees) => (one: Standing) => sees(nameOf(one)));

describe('the drift between two looks', () => {
  it('is what is new and what is mended: nothing else comes or goes', () => {
    fc.assert(
      fc.property(before, found, sight, (past, exposures, sees) => {
        const { standing, appeared, mended } = driftOf(past, exposures, sees, today);
        const isNew = appeared.filter(({ was }) => was === undefined);
        const expected = [...namesOf(past).filter((name) => !namesOf(mended).includes(name)), ...namesOf(isNew)].sort();
        expect(namesOf(standing)).toEqual(expected);
        expect(standing).toHaveLength(expected.length);
        expect(namesOf(isNew).filter((name) => namesOf(past).includes(name))).toEqual([]);
        expect(namesOf(mended).filter((name) => namesOf(exposures).includes(name))).toEqual([]);
      }),
    );
  });

  it('is nothing when the same is found again', () => {
    fc.assert(
      fc.property(before, found, sight, (past, exposures, sees) => {
        const { standing } = driftOf(past, exposures, sees, today);
        const again = driftOf(standing, exposures, sees, tomorrow);
        expect([again.appeared, again.mended]).toEqual([[], []]);
        expect(namesOf(again.standing)).toEqual(namesOf(standing));
      }),
    );
  });

  it('does not depend on the order in which exposures are found', () => {
    fc.assert(
      fc.property(before, found, sight, (past, exposures, sees) => {
        const [one, other] = [exposures, exposures.toReversed()].map((some) => driftOf(past, some, sees, today));
        const severe = (some: readonly Standing[] = []) =>
          some.map((each) => `${nameOf(each)} ${each.severity}`).sort();
        expect(severe(other?.appeared)).toEqual(severe(one?.appeared));
        expect(severe(other?.mended)).toEqual(severe(one?.mended));
      }),
    );
  });

  it('calls nothing mended that the look could not see, and keeps when that was seen last', () => {
    fc.assert(
      fc.property(before, found, (past, exposures) => {
        const { standing, mended } = driftOf(past, exposures, () => false, today);
        expect(mended).toEqual([]);
        const unseen = standing.filter((one) => !namesOf(exposures).includes(nameOf(one)));
        for (const { seen } of unseen) expect(seen).toBe(yesterday);
      }),
    );
  });

  it('keeps since when each stands open, and tells what has become more severe', () => {
    fc.assert(
      fc.property(before, found, (past, exposures) => {
        const { standing, appeared } = driftOf(past, exposures, all, today);
        const known = new Map(past.map((one) => [nameOf(one), one]));
        for (const one of standing) {
          const was = known.get(nameOf(one));
          expect(one.since).toBe(was?.since ?? today);
          const isWorse = was === undefined || rank(one.severity) > rank(was.severity);
          expect(namesOf(appeared).includes(nameOf(one))).toBe(isWorse);
        }
      }),
    );
  });

  it('does not take for better what is not decided any more', () => {
    fc.assert(
      fc.property(before, found, (past, exposures) => {
        const vague = exposures.map((one) => ({ ...one, undecided: true as const }));
        const { standing } = driftOf(past, vague, all, today);
        const known = new Map(past.map((one) => [nameOf(one), one]));
        for (const one of standing)
          expect(rank(one.severity)).toBeGreaterThanOrEqual(rank(known.get(nameOf(one))?.severity ?? 'info'));
      }),
    );
  });
});

describe('what a look sees', () => {
  const whole: Snapshot = {
    ...{ users: [], roles: [], credentials: report(row({ user: 'Alice' })), virtualDevices: [], unread: [] },
  };
  const standing = (check: string, subject: string): Standing => ({
    ...{ check, subject, severity: 'high', title: 'x', since: yesterday, seen: yesterday },
  });

  it.each(checks.map((check) => [check.id, check] as const))(
    'is nothing of %s if a part is missing',
    (id, { needs }) => {
      expect(sightOf(checks, whole)(standing(id, 'alice'))).toBe(true);
      for (const part of parts) {
        const { [part]: _, ...torn } = whole;
        expect(sightOf(checks, torn)(standing(id, 'alice'))).toBe(!needs.includes(part));
      }
    },
  );

  it('is of a part with unreadable entries only who stands in it', () => {
    const torn = (entryOf: Part): Snapshot => ({ ...whole, unread: [{ where: 'line 3', what: 'is torn', entryOf }] });
    const password = 'console-password-without-mfa';
    expect(sightOf(checks, torn('credentials'))(standing(password, 'alice'))).toBe(true);
    expect(sightOf(checks, torn('credentials'))(standing(password, 'bob'))).toBe(false);
    expect(sightOf(checks, torn('roles'))(standing(password, 'bob'))).toBe(true);
    expect(sightOf(checks, torn('credentials'))(standing('root-access-key', 'root'))).toBe(false);
  });

  it('of what a check found that is there no more is all: nobody would ever find it again', () => {
    expect(sightOf(checks, { unread: [] })(standing('retired-check', 'alice'))).toBe(true);
  });
});

it('a new user with a password has the days of grace that are set', () => {
  const snapshot = { credentials: report(row({ hasMfa: false, createdAt: '2026-11-10T09:00:00Z' })), unread: [] };
  const found = (passwordGraceDays: number) =>
    posture(checks, snapshot, now, { passwordGraceDays }).exposures.filter(
      ({ check }) => check.id === 'console-password-without-mfa',
    );
  expect(found(10)).toMatchObject([
    { severity: 'low', reasons: expect.arrayContaining([expect.stringContaining('10 days to set up')]) },
  ]);
  expect(found(9)).toMatchObject([{ severity: 'high' }]);
  expect(found(0)).toMatchObject([{ severity: 'high' }]);
});
