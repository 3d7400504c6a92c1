import {
  checkMfa,
  consoleLogin,
  createVirtualMfaDevice,
  deleteVirtualMfaDevice,
  getSessionToken,
  phone,
  resyncMfaDevice,
  tablet,
} from '../../lambda/events/samples';
import { assumeRole, enrol, federatedLogin } from '../scenarios/records';
import type { Draw } from './draw';
import { retold, timeOf } from './retelling';

interface Habit {
  weight: number;
  records: readonly object[];
  /** Who does it has not done so before: devices are added once. */
  once?: true;
}

const own = { with: 'console-mfa' } as const;

/** What people do with MFA all day, of which nothing may be told above info. */
const habits: readonly Habit[] = [
  { weight: 40, records: [checkMfa(), consoleLogin({ minute: 0.25 })] },
  { weight: 25, records: [federatedLogin()] },
  { weight: 15, records: [getSessionToken()] },
  { weight: 10, records: [assumeRole({ serial: phone })] },
  { weight: 3, records: [checkMfa(), consoleLogin({ minute: 0.25, outcome: 'Failure' }), consoleLogin({ minute: 1 })] },
  { weight: 2, records: [resyncMfaDevice({ ...own, serial: phone })] },
  { weight: 2, records: [createVirtualMfaDevice(own), deleteVirtualMfaDevice({ ...own, minute: 5 })], once: true },
  {
    weight: 3,
    records: [...enrol({ ...own, serial: tablet }), consoleLogin({ minute: 20, device: tablet })],
    once: true,
  },
];

const total = habits.reduce((sum, { weight }) => sum + weight, 0);
const begin = timeOf(checkMfa());

/** Records that one habit takes on average. */
export const recordsAHabit = habits.reduce((sum, { weight, records }) => sum + weight * records.length, 0) / total;

/** Those who have a user in each account. */
const population = 2000;

/** @param at milliseconds since the epoch. @returns the records of one person's habit as JSON texts. */
export function everyday(draw: Draw, account: string, at: number): string[] {
  let rest = draw.below(total);
  const { records, once } = habits.find(({ weight }) => (rest -= weight) < 0) ?? { records: [] };
  const number = draw.below(population);
  const [name, address] =
    once === true
      ? [`new-${draw.uuid()}`, `198.19.${draw.below(256)}.${draw.below(256)}`]
      : [`user${number}`, `198.18.${number >> 8}.${number & 255}`];
  return retold(records, { account, names: { alice: name }, later: at - begin, draw, address });
}
