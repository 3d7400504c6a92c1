import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoredExposures } from '../../lambda/adapters/exposures-stored';
import { MemoryExposures } from '../../lambda/adapters/memory';
import type { Alert } from '../../lambda/alerts/alert';
import { rank, severities } from '../../lambda/detections/severity';
import { openToThieves } from '../../lambda/engine/posture/exposed';
import type { ExposureList } from '../../lambda/engine/observe';
import type { ExposureLookup } from '../../lambda/events/exposure';
import {
  account,
  at,
  consoleLogin,
  createVirtualMfaDevice,
  deactivateMfaDevice,
  enableMfaDevice,
  iamCall,
  phone,
  rootDevice,
  tablet,
} from '../../lambda/events/samples';
import { checks } from '../../lambda/posture';
import type { Standing } from '../../lambda/posture/standing';
import { alertsOf, type World } from './world';

const today = at(0);
const password: Standing = {
  ...{ check: 'console-password-without-mfa', subject: 'alice', severity: 'high', since: '2026-10-01T06:00:00Z' },
  ...{ title: 'alice has a console password and no MFA device', seen: today },
};
const reason =
  'one step more severe, as alice was open to this: alice has a console password and no MFA device (seen 2026-11-20, open since 2026-10-01)';

async function listing(...standing: Standing[]): Promise<ExposureList> {
  const exposures = new MemoryExposures();
  await exposures.keep(standing);
  return new StoredExposures(exposures, account);
}

const answering = (lookup: ExposureLookup): ExposureList => ({ lookUp: () => Promise.resolve(lookup) });
const only = (alerts: readonly Alert[]): Alert => {
  expect(alerts).toHaveLength(1);
  return alerts[0] as Alert;
};
const first: World = { devices: { alice: [] } };
const step = ({ severity }: Alert) => severities[rank(severity) + 1] ?? severity;

const enrolments: [string, object[], World][] = [
  ['by the user, from the console', [enableMfaDevice()], first],
  ['by the user, with the key', [enableMfaDevice({ with: 'long-term-key' })], first],
  ['by the user, in an MFA session', [enableMfaDevice({ with: 'console-mfa' })], { devices: { alice: [phone] } }],
  ['by somebody else', [enableMfaDevice({ by: 'bob', with: 'role', for: 'alice' })], first],
  ['by somebody else without MFA', [enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' })], first],
  [
    'in place of the old device, benign in itself',
    [deactivateMfaDevice({ with: 'console-mfa' }), enableMfaDevice({ with: 'console-mfa', serial: tablet, minute: 5 })],
    { devices: { alice: [phone] } },
  ],
  [
    'with its virtual device made before',
    [createVirtualMfaDevice({ with: 'console-mfa' }), enableMfaDevice({ with: 'console-mfa', minute: 1 })],
    { devices: { alice: [phone] } },
  ],
  [
    'as the last step of setting the user up',
    [
      iamCall('CreateUser', { userName: 'alice' }, { by: 'bob', with: 'console-mfa' }),
      iamCall('CreateAccessKey', { userName: 'alice' }, { by: 'bob', with: 'console-mfa', minute: 1 }),
      enableMfaDevice({ by: 'bob', with: 'console-mfa', for: 'alice', minute: 2 }),
    ],
    first,
  ],
];

describe('an enrolment for an exposed user', () => {
  it.each(enrolments)('is one step more severe, and says why: %s', async (_, records, world) => {
    const usual = only(await alertsOf(records, world));
    const raised = only(await alertsOf(records, { ...world, exposures: await listing(password) }));
    expect(raised.severity).toBe(step(usual));
    expect(raised.reasons).toContain(reason);
    expect(raised.reasons.filter((one) => one !== reason).sort()).toEqual([...usual.reasons].sort());
    expect(raised.id).toBe(usual.id);
  });

  it('is as severe as ever for one who is not on the list', async () => {
    for (const [, records, world] of enrolments) {
      const exposures = await listing({ ...password, subject: 'alice.b' }, { ...password, subject: 'bob' });
      expect(await alertsOf(records, { ...world, exposures })).toEqual(await alertsOf(records, world));
    }
  });

  it('is known by the name, without case', async () => {
    const exposures = await listing({ ...password, subject: 'Alice' });
    expect(only(await alertsOf([enableMfaDevice()], { ...first, exposures })).severity).toBe('medium');
  });

  it('is raised once, whatever else the user is open to', async () => {
    const key: Standing = { ...password, check: 'self-enrolment', title: 'Whoever steals alice’s access key …' };
    const alert = only(await alertsOf([enableMfaDevice()], { ...first, exposures: await listing(password, key) }));
    expect(alert.severity).toBe('medium');
    expect(alert.reasons.filter((one) => one.startsWith('one step'))).toHaveLength(2);
  });

  it('becomes what mfa-watch.yaml makes of that severity', async () => {
    const settings = { 'mfa-device-added-without-mfa': { severity: { medium: 'critical' } } };
    const world = { ...first, settings, exposures: await listing(password) };
    expect(only(await alertsOf([enableMfaDevice()], world)).severity).toBe('critical');
  });
});

describe('it is not raised', () => {
  const unchanged = async (standing: Standing): Promise<void> => {
    const exposures = await listing(standing);
    expect(await alertsOf([enableMfaDevice()], { ...first, exposures })).toEqual(
      await alertsOf([enableMfaDevice()], first),
    );
  };

  it.each([
    ['a new user in the days of grace, who is expected to enrol', { severity: 'low' as const }],
    ['what says nothing of who can enrol', { check: 'long-term-key-stale' }],
    ['what no look has seen for more than a week', { seen: '2026-11-12T06:00:00Z' }],
  ])('for %s', (_, changed) => unchanged({ ...password, ...changed }));

  it('for root, for sign-ins and for removals, which do not ask', async () => {
    const asked: string[] = [];
    const exposures: ExposureList = {
      lookUp: (_, { name = '' }) => {
        asked.push(name);
        return Promise.resolve(undefined);
      },
    };
    const ofRoot = { requestParameters: { serialNumber: rootDevice } };
    const refused = enableMfaDevice({ patch: { errorCode: 'AccessDenied' } });
    await alertsOf(
      [consoleLogin(), deactivateMfaDevice(), enableMfaDevice({ for: 'AWS ROOT USER', patch: ofRoot }), refused],
      {
        ...first,
        exposures,
      },
    );
    expect(asked).toEqual([]);
    await alertsOf([enableMfaDevice({ minute: 3 })], { ...first, exposures });
    expect(asked).toEqual(['alice']);
  });

  it('for a user of another account, at whom nobody looks', async () => {
    const exposures = new StoredExposures(new MemoryExposures(), account);
    expect(await exposures.lookUp('444455556666', { type: 'IAMUser', name: 'alice' })).toBeUndefined();
    expect(await exposures.lookUp(account, { type: 'Root', name: 'root' })).toBeUndefined();
  });
});

describe('a list that cannot be read', () => {
  it('holds no alert up, and is said in it', async () => {
    const refusing = new StoredExposures({ of: () => Promise.reject(new Error('no')) }, account);
    const alert = only(await alertsOf([enableMfaDevice()], { ...first, exposures: refusing }));
    const usual = only(await alertsOf([enableMfaDevice()], first));
    expect(alert.severity).toBe(usual.severity);
    expect(alert.reasons).toEqual([
      ...usual.reasons,
      'whether alice was open to this is not known: the table could not be asked (Error)',
    ]);
  });
});

it('the checks that count are checks', () => {
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining([...openToThieves]));
});

it('the list never lowers an alert, and never adds or takes one away', async () => {
  const lookup: fc.Arbitrary<ExposureLookup> = fc.oneof(
    fc.record({ status: fc.constant('unknown' as const), why: fc.string() }),
    fc.record({
      status: fc.constant('known' as const),
      exposures: fc.array(
        fc.record({
          check: fc.constantFrom(...checks.map(({ id }) => id)),
          severity: fc.oneof(fc.constantFrom(...severities), fc.string()),
          ...{ title: fc.string(), since: fc.constant(today), seen: fc.constantFrom(today, 'never') },
        }),
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...enrolments), lookup, async ([, records, world], found) => {
      const usual = only(await alertsOf(records, world));
      const alert = only(await alertsOf(records, { ...world, exposures: answering(found) }));
      expect([usual.severity, step(usual)]).toContain(alert.severity);
      expect(alert.reasons).toEqual(expect.arrayContaining(usual.reasons));
    }),
    { numRuns: 50 },
  );
});
