import fc from 'fast-check';
import {
  account,
  at,
  consoleLogin,
  createVirtualMfaDevice,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  getSessionToken,
  home,
} from '../../lambda/events/samples';

export interface Scenario {
  /** In time order. */
  records: object[];
  /** Devices by user before the first record. */
  devices: Record<string, string[]>;
}

const users = ['alice', 'bob'];
const serials = ['one', 'two', 'three'].map((name) => `arn:aws:iam::${account}:mfa/${name}`);

const act = fc.record({
  kind: fc.constantFrom(
    'enable',
    'enable',
    'deactivate',
    'refuse',
    'wrong-code',
    'create',
    'login',
    'fail',
    'fail',
    'sts',
  ),
  by: fc.constantFrom(...users, 'mallory'),
  for: fc.constantFrom(...users),
  with: fc.constantFrom('long-term-key', 'console', 'console-mfa', 'session-mfa', 'role' as const),
  serial: fc.constantFrom(...serials),
  from: fc.constantFrom(home, home, elsewhere),
  pause: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 200 })),
  upper: fc.boolean(),
});

/** Stories that AWS could tell: no device is enabled twice or removed where it is not. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    acts: fc.array(act, { minLength: 1, maxLength: 14 }),
    before: fc.constantFrom<Record<string, string[]>>({}, { alice: [`${serials[0] ?? ''}-old`] }),
  })
  .map(({ acts, before }) => {
    const holder = new Map<string, string>();
    let minute = 0;
    const records = acts.flatMap(({ kind, pause, upper, ...how }, index) => {
      minute += pause;
      const given = { ...how, for: upper ? how.for.toUpperCase() : how.for, minute, id: `-${index}` };
      switch (kind) {
        case 'enable':
          if (holder.has(how.serial)) return [];
          holder.set(how.serial, how.for);
          return [enableMfaDevice(given)];
        case 'deactivate':
          if (holder.get(how.serial) !== how.for) return [];
          holder.delete(how.serial);
          return [deactivateMfaDevice(given)];
        case 'refuse':
          return [enableMfaDevice({ ...given, error: 'AccessDenied' })];
        case 'wrong-code':
          return [enableMfaDevice({ ...given, error: 'InvalidAuthenticationCodeException' })];
        case 'create':
          return [createVirtualMfaDevice({ ...given, error: 'EntityAlreadyExistsException' })];
        case 'login':
          return [consoleLogin({ ...given, by: how.for, device: how.serial })];
        case 'fail':
          return [consoleLogin({ ...given, by: how.for, outcome: 'Failure' })];
        default:
          return [getSessionToken({ ...given, by: how.for, error: 'AccessDenied' })];
      }
    });
    return { records, devices: before };
  });

/** The same records, some of them twice, in any order. */
export function delivered(records: readonly object[]): fc.Arbitrary<object[]> {
  return fc.array(fc.integer({ min: 0, max: Math.max(0, records.length - 1) }), { maxLength: 5 }).chain((again) => {
    const all = [...records, ...again.flatMap((index) => records[index] ?? [])];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

/** The same story, told in another account. */
export function inAccount(records: readonly object[], other: string): object[] {
  return JSON.parse(JSON.stringify(records).replaceAll(account, other)) as object[];
}

export { at };
