import {
  type IAMClient,
  paginateListMFADevices,
  paginateListUsers,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import type { Device } from '../../events/device';
import { mfaInReport, rootInReport } from '../snapshot/credential-report';
import type { DeviceInventory } from './devices-file';
import { deviceOf } from './devices-iam';
import { isRefusal, nameOf } from '../reason';

export interface AccountDevices {
  /** Its id. */
  account: string;
  /** Of this one account, as they are now. */
  accounts: DeviceInventory;
  /** `account/name` in lower case of whom there may be more than is listed, and why. */
  partial: ReadonlyMap<string, string>;
}

const root = '<root>';
/** IAM throttles an account that asks faster. */
const atOnce = 4;

/**
 * Lists the devices of all users of an account, and what can be known of root's. Reads only.
 *
 * @param account that the client's credentials are of.
 * @throws what IAM says where it lists no users.
 */
export async function devicesOfAccount(
  iam: IAMClient,
  account: string,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<AccountDevices> {
  const names: string[] = [];
  for await (const { Users } of paginateListUsers({ client: iam }, {}))
    names.push(...(Users ?? []).flatMap(({ UserName }) => UserName ?? []));
  const report = await mfaInReport(iam, sleep).catch((error: unknown) => nameOf(error));
  const listed = new Map<string, Device[]>();
  const partial = new Map<string, string>();
  const rest = [...names];
  const work = async (): Promise<void> => {
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      const { devices, why } = await ofUser(iam, name, report);
      listed.set(name.toLowerCase(), devices);
      if (why !== undefined) partial.set(`${account}/${name.toLowerCase()}`, why);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const { devices, why } = await ofRoot(iam, report);
  listed.set(root, devices);
  if (why !== undefined) partial.set(`${account}/${root}`, why);
  return { account, accounts: new Map([[account, listed]]), partial };
}

interface Known {
  devices: Device[];
  /** Why there may be more; absent: there are not. */
  why?: string;
}

/** @param report or why there is none. */
async function ofUser(iam: IAMClient, name: string, report: Report): Promise<Known> {
  const devices: Device[] = [];
  try {
    for await (const { MFADevices } of paginateListMFADevices({ client: iam }, { UserName: name }))
      devices.push(...(MFADevices ?? []).map(deviceOf));
    return { devices };
  } catch (error) {
    // Deleted since the users were listed: whoever is deleted has no device.
    if (nameOf(error).startsWith('NoSuchEntity')) return { devices: [] };
    if (!isRefusal(error)) throw error;
    if (isWithout(report, name.toLowerCase())) return { devices: [] };
    return { devices, why: `IAM refused to list the devices (${nameOf(error)}), ${inReport(report, 'the user')}` };
  }
}

/** Only a session of root itself lists root's passkeys and hardware tokens. */
async function ofRoot(iam: IAMClient, report: Report): Promise<Known> {
  const devices: Device[] = [];
  let refused = '';
  try {
    for await (const { VirtualMFADevices } of paginateListVirtualMFADevices(
      { client: iam },
      { AssignmentStatus: 'Assigned' },
    ))
      devices.push(
        ...(VirtualMFADevices ?? []).filter(({ User }) => User?.Arn?.endsWith(':root') === true).map(deviceOf),
      );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused = ', and virtual ones were refused';
  }
  if (devices.length === 0 && isWithout(report, rootInReport)) return { devices };
  return {
    devices,
    why: `root’s passkeys and hardware tokens cannot be listed from inside the account${refused}, ${inReport(report, 'root')}`,
  };
}

type Report = ReadonlyMap<string, boolean> | string;

function isWithout(report: Report, name: string): boolean {
  return typeof report !== 'string' && report.get(name) === false;
}

function inReport(report: Report, whose: string): string {
  if (typeof report === 'string') return `and the credential report could not be read (${report})`;
  return `and the credential report does not say that ${whose} has none`;
}
