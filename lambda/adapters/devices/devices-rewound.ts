import { type Device, notNamed } from '../../events/device';
import { addsDevice, changesDevices, isAddedBy } from '../../events/timeline';
import type { TrailEvent } from '../../events/trail-event';
import type { DeviceInventory } from './devices-file';
import { listedName } from '../../events/target';

/**
 * The inventory before the first event, from the one after the last: what was enabled was not there before, what was removed
 * was, and nobody had a device when they were created or deleted (IAM refuses to delete a user with a device).
 *
 * @param events in time order.
 */
export function rewound(after: DeviceInventory, events: readonly TrailEvent[]): DeviceInventory {
  const accounts = new Map([...after].map(([account, users]) => [account, new Map(users)]));
  for (const event of events.toReversed()) {
    const users = accounts.get(event.account);
    const user = listedName(event.target);
    if (users === undefined || user === undefined || event.errorCode !== undefined) continue;
    if (event.source === 'iam.amazonaws.com' && (event.name === 'CreateUser' || event.name === 'DeleteUser'))
      users.set(user, []);
    if (changesDevices(event)) users.set(user, undone(users.get(user) ?? [], event));
  }
  return accounts;
}

function undone(devices: readonly Device[], event: TrailEvent): Device[] {
  if (addsDevice(event)) {
    const others = devices.filter((device) => !isAddedBy(device, event));
    if (others.length < devices.length) return others;
    // It is the one that was removed without a name.
    const unnamed = devices.findIndex(({ serialNumber }) => serialNumber === notNamed);
    return devices.filter((_, at) => at !== unnamed);
  }
  const { serialNumber = notNamed } = event;
  return [...devices.filter((device) => device.serialNumber !== serialNumber), { serialNumber }];
}
