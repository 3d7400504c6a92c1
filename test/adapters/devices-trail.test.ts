import { expect, test } from '@jest/globals';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { account, at, deactivateMfaDevice, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { notNamed } from '../../lambda/events/device';
import type { Target } from '../../lambda/events/target';
import { parseTrailEvent } from '../../lambda/events/trail-event';

const alice: Target = { type: 'IAMUser', name: 'Alice' };
const root: Target = { type: 'Root', name: 'root' };
const accounts = new Map([[account, new Map([['alice', [{ serialNumber: phone }]]])]]);
const listed = { accounts, source: 'file' } as const;

function after(devices: TrailDevices, ...records: object[]): TrailDevices {
  for (const record of records) {
    const parsed = parseTrailEvent(record);
    if (parsed.ok) devices.observe(parsed.event);
  }
  return devices;
}

const user = (eventName: string, minute: number) => ({
  ...enableMfaDevice({ minute }),
  eventName,
  requestParameters: { userName: 'alice' },
});

test('a listed account is complete: names compare without case, and who is not listed has no device', async () => {
  const devices = new TrailDevices(listed);
  expect(await devices.lookUp(account, alice)).toEqual({
    status: 'known',
    source: 'file',
    devices: [{ serialNumber: phone }],
  });
  expect(await devices.lookUp(account, root)).toEqual({ status: 'known', source: 'file', devices: [] });
});

test('the trail adds and removes', async () => {
  const devices = after(
    new TrailDevices(listed),
    enableMfaDevice({ minute: 1 }),
    deactivateMfaDevice({ serial: phone }),
  );
  expect(await devices.lookUp(account, alice)).toEqual({
    status: 'known',
    source: 'file',
    devices: [{ serialNumber: tablet, enabledAt: at(1) }],
  });
});

const nameless = (minute: number) => ({ minute, patch: { requestParameters: { userName: 'alice' } } });
const unnamed = (minute: number) => ({ serialNumber: notNamed, enabledAt: at(minute) });

test('what the record does not name is counted once, and is what a removal takes that was not known to be there', async () => {
  const listing = async (...records: object[]): Promise<unknown> =>
    (await after(new TrailDevices(listed), ...records).lookUp(account, alice)).devices;
  const second = 1 / 60;
  const old = { serialNumber: phone };
  const named = { serialNumber: tablet, enabledAt: at(1) };
  expect(await listing(enableMfaDevice(nameless(1)))).toEqual([old, unnamed(1)]);
  expect(await listing(enableMfaDevice(nameless(1)), enableMfaDevice(nameless(1 + second)))).toEqual([old, unnamed(1)]);
  expect(await listing(enableMfaDevice(nameless(1)), enableMfaDevice(nameless(2)))).toEqual([
    old,
    unnamed(1),
    unnamed(2),
  ]);
  expect(await listing(enableMfaDevice(nameless(1 - second)), enableMfaDevice({ minute: 1 }))).toEqual([old, named]);
  expect(await listing(enableMfaDevice({ minute: 1 }), enableMfaDevice(nameless(1 + second)))).toEqual([old, named]);
  expect(await listing(enableMfaDevice(nameless(1)), deactivateMfaDevice({ minute: 2 }))).toEqual([old]);
  expect(await listing(enableMfaDevice(nameless(1)), deactivateMfaDevice({ minute: 2, serial: phone }))).toEqual([
    unnamed(1),
  ]);
});

test('a removal that does not name the device leaves none of one, and of several nobody knows which', async () => {
  const removed = deactivateMfaDevice(nameless(2));
  expect(await after(new TrailDevices(listed), removed).lookUp(account, alice)).toMatchObject({
    status: 'known',
    devices: [],
  });
  expect(await after(new TrailDevices(listed), enableMfaDevice(), removed).lookUp(account, alice)).toEqual({
    status: 'unknown',
    source: 'file',
    why: 'a device was removed that the record does not name',
    devices: [],
  });
  expect(await after(new TrailDevices(), enableMfaDevice(), removed).lookUp(account, alice)).toMatchObject({
    status: 'unknown',
    why: expect.stringContaining('no device inventory'),
    devices: [],
  });
});

test('what was refused changes nothing', async () => {
  const refused = enableMfaDevice({ error: 'InvalidAuthenticationCodeException' });
  expect(await after(new TrailDevices(listed), refused).lookUp(account, alice)).toMatchObject({
    devices: [{ serialNumber: phone }],
  });
});

test('an account that is not listed is unknown, with the devices that the trail shows', async () => {
  const devices = after(new TrailDevices(), enableMfaDevice({ for: 'AWS ROOT USER', with: 'root' }));
  expect(await devices.lookUp(account, root)).toEqual({
    status: 'unknown',
    source: 'trail',
    why: `this replay has no device inventory for account ${account}: pass --devices or --devices-from-account`,
    devices: [{ serialNumber: tablet, enabledAt: at(0) }],
  });
});

test('a user that the trail sees created has no others, also if the first device comes in the same second', async () => {
  const known = { status: 'known', source: 'trail', devices: [{ serialNumber: tablet, enabledAt: at(1) }] };
  const enabled = enableMfaDevice({ minute: 1 });
  expect(await after(new TrailDevices(), user('CreateUser', 0), enabled).lookUp(account, alice)).toEqual(known);
  expect(await after(new TrailDevices(), enabled, user('CreateUser', 1)).lookUp(account, alice)).toEqual(known);
});

test('a deleted user is forgotten', async () => {
  expect(await after(new TrailDevices(listed), user('DeleteUser', 1)).lookUp(account, alice)).toEqual({
    status: 'known',
    source: 'file',
    devices: [],
  });
  const seen = after(new TrailDevices(), enableMfaDevice(), user('DeleteUser', 1));
  expect(await seen.lookUp(account, alice)).toMatchObject({ status: 'unknown', devices: [] });
});

test('whose target nobody names is unknown', async () => {
  expect(await new TrailDevices(listed).lookUp(account, { type: 'unknown' })).toMatchObject({ status: 'unknown' });
});
