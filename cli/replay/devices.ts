import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountDevices } from '../../lambda/adapters/devices/devices-account';
import { readDevicesFile, type DeviceInventory } from '../../lambda/adapters/devices/devices-file';
import type { Before } from '../../lambda/adapters/devices/devices-trail';
import { reasonOf } from '../../lambda/adapters/reason';
import { printable } from '../../lambda/alerts/plain';
import { homeRegion, type Partition } from '../../lambda/events/partition';
import { isoTime } from '../../lambda/events/trail-event';
import { callError } from '../deployment/aws-error';
import type { Replayed, ReplayParts } from './replay';
import { UsageError } from '../usage-error';

export interface DeviceOptions {
  devices?: string;
  devicesFromAccount?: boolean;
  saveDevices?: string;
}

const actions =
  'iam:ListUsers, iam:ListMFADevices, iam:ListVirtualMFADevices, iam:GenerateCredentialReport and iam:GetCredentialReport';

/** What is known of devices beside what the trail says. @throws UsageError */
export async function devicesOf(
  { devices, devicesFromAccount = false, saveDevices }: DeviceOptions,
  partition: Partition,
): Promise<Pick<ReplayParts, 'inventory' | 'account'>> {
  if (saveDevices !== undefined && !devicesFromAccount)
    throw new UsageError('--save-devices keeps what --devices-from-account found: give both, or neither');
  if (devicesFromAccount) return { inventory: undefined, account: await ofAccount(partition) };
  if (devices === undefined) return { inventory: undefined };
  try {
    return { inventory: readDevicesFile(devices) };
  } catch (error) {
    throw new UsageError(`--devices ${reasonOf(error)}`);
  }
}

async function ofAccount(partition: Partition): Promise<AccountDevices> {
  const [{ IAMClient }, { GetCallerIdentityCommand, STSClient }, { devicesOfAccount }] = await Promise.all([
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-sts'),
    import('../../lambda/adapters/devices/devices-account'),
  ]);
  // IAM lets an account ask only so often, and each user is a question.
  const settings = { region: homeRegion(partition), maxAttempts: 10, retryMode: 'adaptive' };
  const [iam, sts] = [new IAMClient(settings), new STSClient(settings)];
  try {
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return await devicesOfAccount(iam, account, sleep);
  } catch (error) {
    throw callError(error, {
      failure: '--devices-from-account: the devices cannot be listed',
      actions,
      target: 'credentials of the account of the trail',
    });
  } finally {
    iam.destroy();
    sts.destroy();
  }
}

/** More than this after the trail's end, devices may have gone that neither IAM nor the trail tells of. */
const recent = 60 * 60_000;
const mostNamed = 5;

/** Whose devices are known, and what that leaves open. @param now milliseconds since the epoch. */
export function inventoryReport(
  { account, partial }: AccountDevices,
  { trail, before }: Replayed,
  now: number,
): string {
  const accounts = new Set<string>();
  for (const { event } of trail.events) accounts.add(event.account);
  const others = [...accounts].filter((other) => other !== account);
  const incomplete = [...partial].map(([key, why]) => `${key.slice(key.indexOf('/') + 1)}: ${why}`);
  const isOver = accounts.size > 0 && now - trail.last > recent;
  return [
    `Devices: those of account ${account} as IAM lists them now, with the trail’s changes undone: ` +
      `${before === undefined ? 0 : total(before)} before the first event.`,
    ...(accounts.size > 0 && !accounts.has(account)
      ? [`The trail is not of that account, so they say nothing of it: use credentials of ${list(others)}.`]
      : others.length > 0
        ? [`Of ${list(others)} only the trail tells: the credentials are of ${account}.`]
        : []),
    ...(isOver ? [`The trail ends on ${isoTime(trail.last)}: devices removed since then are not known.`] : []),
    ...incomplete.slice(0, mostNamed).map((text) => printable(`There may be more of ${text}.`)),
    ...(incomplete.length > mostNamed ? [`There may be more of ${incomplete.length - mostNamed} others, too.`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** That the file is of other accounts than the trail, if so. @param file as --devices names it. */
export function fileReport(file: string, inventory: DeviceInventory, { trail }: Replayed): string {
  const accounts = new Set<string>();
  for (const { event } of trail.events) {
    if (inventory.has(event.account)) return '';
    accounts.add(event.account);
  }
  if (accounts.size === 0) return '';
  const listed = inventory.size === 0 ? 'no account' : list([...inventory.keys()]);
  return `${printable(`--devices ${file} is of ${listed}, the trail of ${list([...accounts])}: the file says nothing here.`)}\n`;
}

function total({ accounts }: Before): number {
  const listed = [...accounts.values()].flatMap((users) => [...users.values()]);
  return listed.reduce((sum, { length }) => sum + length, 0);
}

function list(accounts: readonly string[]): string {
  const first = accounts.slice(0, 3).join(', ');
  return accounts.length > 3 ? `${first} and ${accounts.length - 3} more` : first;
}
