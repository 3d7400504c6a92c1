import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rewound } from '../../lambda/adapters/devices/devices-rewound';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { notNamed } from '../../lambda/events/device';
import { account, at, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { parseTrailEvent, type TrailEvent } from '../../lambda/events/trail-event';

const users = ['alice', 'bob'];
const serials = ['GAHT00000001', 'GAHT00000002', 'GAHT00000003'];

type Act =
  | { user: string; kind: 'enable' | 'deactivate'; serial: string }
  | { user: string; kind: 'create' | 'delete'; serial?: never };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      user: fc.constantFrom(...users),
      kind: fc.constantFrom('enable' as const, 'deactivate' as const),
      serial: fc.constantFrom(...serials),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      user: fc.constantFrom(...users),
      kind: fc.constantFrom('create' as const, 'delete' as const),
    }),
  },
);

function eventOf(act: Act, minute: number): TrailEvent {
  const { user } = act;
  const call =
    act.serial !== undefined ? { with: 'role' as const, by: 'desk', for: user, minute, serial: act.serial } : undefined;
  const record =
    call === undefined
      ? {
          ...enableMfaDevice({ with: 'role', by: 'desk', for: user, minute }),
          eventName: act.kind === 'create' ? 'CreateUser' : 'DeleteUser',
          requestParameters: { userName: user },
        }
      : act.kind === 'enable'
        ? enableMfaDevice(call)
        : deactivateMfaDevice(call);
  const parsed = parseTrailEvent(record);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.event;
}

/** IAM, as far as devices go: it refuses what makes no sense. */
class Iam {
  private readonly users = new Map<string, Set<string>>();

  constructor(listed: Readonly<Record<string, readonly string[]>>) {
    for (const [user, devices] of Object.entries(listed)) this.users.set(user, new Set(devices));
  }

  /** @returns whether IAM does it. */
  takes(act: Act): boolean {
    const devices = this.users.get(act.user);
    if (act.kind === 'create') return devices === undefined && Boolean(this.users.set(act.user, new Set()));
    if (devices === undefined) return false;
    if (act.kind === 'delete') return devices.size === 0 && this.users.delete(act.user);
    const { kind, serial = '' } = act;
    if (kind === 'deactivate') return devices.delete(serial);
    return !devices.has(serial) && Boolean(devices.add(serial));
  }

  devices(user: string): string[] {
    return [...(this.users.get(user) ?? [])].sort();
  }
}

const listing = fc.record({ alice: fc.subarray(serials), bob: fc.subarray(serials) }, { requiredKeys: [] });

test('what IAM lists after the trail, with the trail undone, is what it listed before: at each event the trail is right', async () => {
  await fc.assert(
    fc.asyncProperty(listing, fc.array(act, { maxLength: 30 }), async (listed, acts) => {
      const iam = new Iam(listed);
      const done = acts.filter((one) => iam.takes(one));
      const events = done.map(eventOf);
      const now = new Map(users.map((user) => [user, iam.devices(user).map((serialNumber) => ({ serialNumber }))]));
      const accounts = rewound(new Map([[account, now]]), events);
      const [devices, then] = [new TrailDevices({ accounts, source: 'account' }), new Iam(listed)];
      const check = async (): Promise<void> => {
        for (const name of users) {
          const found = await devices.lookUp(account, { type: 'IAMUser', name });
          expect(found).toMatchObject({ status: 'known', source: 'account' });
          expect(found.devices.map(({ serialNumber }) => serialNumber).sort()).toEqual(then.devices(name));
        }
      };
      await check();
      for (const [index, event] of events.entries()) {
        devices.observe(event);
        then.takes(done[index] as Act);
        await check();
      }
    }),
  );
});

test('an act that names no device is undone by its time, or as a device without a name', () => {
  const nameless = (minute: number) => ({ minute, patch: { requestParameters: { userName: 'alice' } } });
  const events = [enableMfaDevice(nameless(0)), deactivateMfaDevice(nameless(5))].flatMap((record) => {
    const parsed = parseTrailEvent(record);
    return parsed.ok ? [parsed.event] : [];
  });
  const now = new Map([[account, new Map([['alice', [{ serialNumber: 'GAHT00000001', enabledAt: at(0) }]]])]]);
  expect(rewound(now, events).get(account)?.get('alice')).toEqual([{ serialNumber: notNamed }]);
});

test('what was refused, and what is of another account, undoes nothing', () => {
  const refused = parseTrailEvent(enableMfaDevice({ serial: 'GAHT00000001', error: 'AccessDenied' }));
  const foreign = parseTrailEvent(
    enableMfaDevice({ serial: 'GAHT00000001', patch: { recipientAccountId: '222233334444' } }),
  );
  const now = new Map([[account, new Map([['alice', [{ serialNumber: 'GAHT00000001' }]]])]]);
  const events = [refused, foreign].flatMap((parsed) => (parsed.ok ? [parsed.event] : []));
  expect(events).toHaveLength(2);
  expect(rewound(now, events)).toEqual(now);
});
