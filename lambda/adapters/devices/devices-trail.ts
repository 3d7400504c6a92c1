import type { Devices } from '../../engine/observe';
import type { Device, DeviceLookup, InventorySource } from '../../events/device';
import type { Target } from '../../events/target';
import { changesDevices } from '../../events/timeline';
import type { TrailEvent } from '../../events/trail-event';
import type { DeviceInventory } from './devices-file';

interface UserDevices {
  /** Whether there are no others. */
  complete: boolean;
  devices: readonly Device[];
}

/** An inventory before the first event. */
export interface Before {
  accounts: DeviceInventory;
  source: Exclude<InventorySource, 'trail'>;
  /** Users of whom there may be more than is listed, as `account/name` in lower case, and why. */
  partial?: ReadonlyMap<string, string>;
}

/** What `observe` learns from: such events are worth keeping even where no detection asks for them. */
export const inventoryEvents: readonly string[] = [
  'EnableMFADevice',
  'DeactivateMFADevice',
  'CreateUser',
  'DeleteUser',
];

/** The inventory as the file and the trail itself show it, for a replay that cannot ask IAM. Feed it in time order. */
export class TrailDevices implements Devices {
  private readonly users = new Map<string, UserDevices>();

  private readonly before: DeviceInventory;

  constructor(private readonly given: Before = { accounts: new Map(), source: 'file' }) {
    this.before = given.accounts;
  }

  /** As before the first event. */
  restart(): void {
    this.users.clear();
  }

  observe(event: TrailEvent): void {
    const { target, account, source, name, errorCode } = event;
    if (errorCode !== undefined || source !== 'iam.amazonaws.com') return;
    const user = listedName(target);
    if (user === undefined) return;
    const known = this.of(account, user);
    if (name === 'DeleteUser') this.set(account, user, { complete: this.before.has(account), devices: [] });
    if (name === 'CreateUser') {
      // Enabled in the same second, but sorted before it.
      const devices = known.devices.filter(({ enabledAt }) => enabledAt === event.time);
      this.set(account, user, { complete: true, devices });
    }
    if (!changesDevices(event)) return;
    const others = known.devices.filter(({ serialNumber }) => serialNumber !== event.serialNumber);
    const added = name === 'EnableMFADevice' ? [{ serialNumber: event.serialNumber ?? '', enabledAt: event.time }] : [];
    this.set(account, user, { ...known, devices: [...others, ...added] });
  }

  lookUp(account: string, target: Target): Promise<DeviceLookup> {
    const user = listedName(target);
    if (user === undefined) {
      const why = 'the record names neither an IAM user nor root, whose devices could be listed';
      return Promise.resolve({ status: 'unknown', why, devices: [] });
    }
    const { complete, devices } = this.of(account, user);
    const source = this.before.has(account) ? this.given.source : 'trail';
    if (complete) return Promise.resolve({ status: 'known', source, devices: [...devices] });
    const none = `this replay has no device inventory for account ${account}: pass --devices or --devices-from-account`;
    const why = this.given.partial?.get(`${account}/${user}`) ?? none;
    return Promise.resolve({ status: 'unknown', source, why, devices: [...devices] });
  }

  private of(account: string, user: string): UserDevices {
    const listed = this.before.get(account);
    const key = `${account}/${user}`;
    const complete = listed !== undefined && this.given.partial?.has(key) !== true;
    return this.users.get(key) ?? { complete, devices: listed?.get(user) ?? [] };
  }

  private set(account: string, user: string, devices: UserDevices): void {
    this.users.set(`${account}/${user}`, devices);
  }
}

/** @returns the name under which an inventory lists the devices; undefined: whose they are nobody can say. */
export function listedName(target: Target): string | undefined {
  if (target.type === 'Root') return '<root>';
  return target.type === 'IAMUser' ? target.name?.toLowerCase() : undefined;
}
