import type { IAMClient } from '@aws-sdk/client-iam';
import type { Devices } from '../../engine/observe';
import type { Journal } from '../../engine/ports';
import { type Device, type DeviceLookup, notNamed } from '../../events/device';
import type { Target } from '../../events/target';
import { inTime } from '../aws-clients';
import { type MemberAccess, NoAccess } from '../member-access';
import { isRefusal, nameOf } from '../reason';

/** Asks the IAM of the account. A refusal, a throttle or a deleted user is an answer too: unknown, and why. */
export class IamDevices implements Devices {
  constructor(
    private readonly access: MemberAccess,
    /** Absent: nobody counts. */
    private readonly journal?: Pick<Journal, 'count'>,
  ) {}

  async lookUp(account: string, target: Target): Promise<DeviceLookup> {
    this.journal?.count('DeviceLookUps');
    try {
      if (target.type === 'Root') return await this.ofRoot(account);
      if (target.type !== 'IAMUser' || target.name === undefined)
        return unknown('the record names neither an IAM user nor root');
      return { status: 'known', devices: await inTime(this.ofUser(account, target.name)) };
    } catch (error) {
      return unknown(reasonOf(error));
    }
  }

  private async ofUser(account: string, userName: string): Promise<Device[]> {
    return listed(await this.access.iamOf(account), { UserName: userName });
  }

  /** Only a session of root itself lists root's passkeys and hardware tokens. */
  private async ofRoot(account: string): Promise<DeviceLookup> {
    const cannot = 'root’s passkeys and hardware tokens cannot be listed from inside the account';
    if (this.access.home.organization === null) return inTime(this.fromInside(account, cannot));
    try {
      return { status: 'known', devices: await inTime(this.asRoot(account)) };
    } catch (error) {
      const why = isRefusal(error)
        ? `AssumeRoot is refused (${nameOf(error)}), by the organization or to this function; the management account’s root can never be listed that way`
        : `STS could not be asked (${nameOf(error)})`;
      return inTime(this.fromInside(account, `${cannot}, and ${why}`));
    }
  }

  private async asRoot(account: string): Promise<Device[]> {
    return listed(await this.access.iamOfRoot(account), {});
  }

  /** @param why nobody knows of the others: root's virtual devices are listed in the account, too. */
  private async fromInside(account: string, why: string): Promise<DeviceLookup> {
    const { GetAccountSummaryCommand, paginateListVirtualMFADevices } = await import('../late/iam');
    const iam = await this.access.iamOf(account);
    const devices: Device[] = [];
    for await (const page of paginateListVirtualMFADevices({ client: iam }, { AssignmentStatus: 'Assigned' }))
      devices.push(
        ...(page.VirtualMFADevices ?? []).filter(({ User }) => User?.Arn?.endsWith(':root') === true).map(deviceOf),
      );
    // Root has a device; whether others are beside it, the summary does not say.
    if (devices.length > 0) return { ...unknown(why), devices };
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    return SummaryMap?.AccountMFAEnabled === 0 ? { status: 'known', devices } : unknown(why);
  }
}

/** Without a user name: those of whoever asks. */
async function listed(client: IAMClient, whose: { UserName?: string }): Promise<Device[]> {
  const { paginateListMFADevices } = await import('../late/iam');
  const devices: Device[] = [];
  for await (const page of paginateListMFADevices({ client }, whose))
    devices.push(...(page.MFADevices ?? []).map(deviceOf));
  return devices;
}

export function deviceOf({
  SerialNumber,
  EnableDate,
}: {
  SerialNumber?: string | undefined;
  EnableDate?: Date | undefined;
}): Device {
  return { serialNumber: SerialNumber ?? notNamed, ...(EnableDate && { enabledAt: EnableDate.toISOString() }) };
}

function unknown(why: string): Extract<DeviceLookup, { status: 'unknown' }> {
  return { status: 'unknown', why, devices: [] };
}

function reasonOf(error: unknown): string {
  if (error instanceof NoAccess) return error.message;
  const name = nameOf(error);
  if (name.startsWith('NoSuchEntity')) return 'IAM does not know the user (any more)';
  if (isRefusal(error)) return 'IAM refused the look-up (AccessDenied)';
  return `IAM could not be asked (${name})`;
}
