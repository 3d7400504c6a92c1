import {
  GetAccountSummaryCommand,
  type IAMClient,
  paginateListMFADevices,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import type { Devices } from '../engine/ports';
import type { Device, DeviceLookup } from '../events/device';
import type { Target } from '../events/target';

/** Asks IAM. A refusal, a throttle or a deleted user is an answer too: unknown, and why. */
export class IamDevices implements Devices {
  constructor(
    private readonly iam: IAMClient,
    private readonly account: string,
  ) {}

  async lookUp(account: string, target: Target): Promise<DeviceLookup> {
    if (account !== this.account) return unknown(`devices of account ${account} cannot be listed from here`);
    try {
      if (target.type === 'Root') return await this.ofRoot();
      if (target.type === 'IAMUser' && target.name !== undefined) return await this.ofUser(target.name);
      return unknown('the record names neither an IAM user nor root');
    } catch (error) {
      return unknown(reasonOf(error));
    }
  }

  private async ofUser(userName: string): Promise<DeviceLookup> {
    const devices: Device[] = [];
    for await (const page of paginateListMFADevices({ client: this.iam }, { UserName: userName }))
      devices.push(...(page.MFADevices ?? []).map(deviceOf));
    return { status: 'known', devices };
  }

  /** Root's passkeys and hardware tokens are listed by no call from inside the account; its virtual devices are. */
  private async ofRoot(): Promise<DeviceLookup> {
    const devices: Device[] = [];
    for await (const page of paginateListVirtualMFADevices({ client: this.iam }, { AssignmentStatus: 'Assigned' }))
      devices.push(
        ...(page.VirtualMFADevices ?? []).filter(({ User }) => User?.Arn?.endsWith(':root') === true).map(deviceOf),
      );
    const { SummaryMap } = await this.iam.send(new GetAccountSummaryCommand({}));
    if (SummaryMap?.AccountMFAEnabled === 0 && devices.length === 0) return { status: 'known', devices };
    return { ...unknown('root’s passkeys and hardware tokens cannot be listed from inside the account'), devices };
  }
}

function deviceOf({
  SerialNumber,
  EnableDate,
}: {
  SerialNumber?: string | undefined;
  EnableDate?: Date | undefined;
}): Device {
  return { serialNumber: SerialNumber ?? 'unnamed', ...(EnableDate && { enabledAt: EnableDate.toISOString() }) };
}

function unknown(why: string): Extract<DeviceLookup, { status: 'unknown' }> {
  return { status: 'unknown', why, devices: [] };
}

function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : String(error);
  if (name.startsWith('NoSuchEntity')) return 'IAM does not know the user (any more)';
  if (name.startsWith('AccessDenied')) return 'IAM refused the look-up (AccessDenied)';
  return `IAM could not be asked (${name})`;
}
