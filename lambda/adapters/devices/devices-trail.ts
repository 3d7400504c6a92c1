import type { Devices } from '../../engine/observe';
import { type Device, type DeviceLookup, type InventorySource, notNamed } from '../../events/device';
import { listedName, type Target } from '../../events/target';
import { addsDevice, changesDevices, isAddedBy } from '../../events/timeline';
import type { TrailEvent } from '../../events/trail-event';
import type { DeviceInventory } from './devices-file';

interface UserDevices {
  devices: readonly Device[];
  /** Why nobody knows whether there are others; absent: there are none. */
  why?: string | undefined;
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
    if (name === 'DeleteUser') this.set(account, user, { devices: [], why: this.unlisted(account) });
    if (name === 'CreateUser') {
      // Enabled in the same second, but sorted before it.
      const devices = known.devices.filter(({ enabledAt }) => enabledAt === event.time);
      this.set(account, user, { devices });
    }
    if (changesDevices(event)) this.set(account, user, addsDevice(event) ? more(known, event) : fewer(known, event));
  }

  lookUp(account: string, target: Target): Promise<DeviceLookup> {
    const user = listedName(target);
    if (user === undefined) {
      const why = 'the record names neither an IAM user nor root, whose devices could be listed';
      return Promise.resolve({ status: 'unknown', why, devices: [] });
    }
    const { devices, why } = this.of(account, user);
    const source = this.before.has(account) ? this.given.source : 'trail';
    if (why === undefined) return Promise.resolve({ status: 'known', source, devices: [...devices] });
    return Promise.resolve({ status: 'unknown', source, why, devices: [...devices] });
  }

  private of(account: string, user: string): UserDevices {
    const listed = this.before.get(account);
    const key = `${account}/${user}`;
    const why = this.given.partial?.get(key) ?? this.unlisted(account);
    return this.users.get(key) ?? { devices: listed?.get(user) ?? [], why };
  }

  private unlisted(account: string): string | undefined {
    if (this.before.has(account)) return undefined;
    return `this replay has no device inventory for account ${account}: pass --devices or --devices-from-account`;
  }

  private set(account: string, user: string, devices: UserDevices): void {
    this.users.set(`${account}/${user}`, devices);
  }
}

function more({ devices, why }: UserDevices, event: TrailEvent): UserDevices {
  const same = devices.find((device) => isAddedBy(device, event));
  if (same !== undefined && event.serialNumber === undefined) return { devices, why };
  const { serialNumber = notNamed, time: enabledAt } = event;
  return { devices: [...devices.filter((device) => !isAddedBy(device, event)), { serialNumber, enabledAt }], why };
}

function fewer({ devices, why }: UserDevices, { serialNumber }: TrailEvent): UserDevices {
  if (serialNumber === undefined) {
    const isLast = devices.length <= 1 && why === undefined;
    return { devices: [], why: isLast ? undefined : (why ?? 'a device was removed that the record does not name') };
  }
  const has = (serial: string): boolean => devices.some((device) => device.serialNumber === serial);
  // What was not known to be there is the one that had no name.
  const gone = has(serialNumber) ? serialNumber : notNamed;
  const index = devices.findIndex((device) => device.serialNumber === gone);
  return { devices: devices.filter((_, at) => at !== index), why };
}
