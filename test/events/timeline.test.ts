import { describe, expect, it } from '@jest/globals';
import { type Device, type DeviceLookup, notNamed } from '../../lambda/events/device';
import { at, deactivateMfaDevice, enableMfaDevice, iamCall, phone, tablet } from '../../lambda/events/samples';
import { changesDevices, sameTarget, Timeline, type Inventory, type Observation } from '../../lambda/events/timeline';
import type { TrailEvent } from '../../lambda/events/trail-event';
import { parse } from '../engine/world';

const known = (...devices: Device[]): DeviceLookup => ({ status: 'known', devices });
const observed = (record: object, devices?: DeviceLookup): Observation => ({
  event: parse(record),
  ...(devices && { devices }),
});
const timeline = (...observations: Observation[]): Timeline => new Timeline(observations, 'key');
const serials = ({ devices }: Inventory): string[] => devices.map(({ serialNumber }) => serialNumber);
const enabled = { minute: 10, serial: tablet };
const nameless = { patch: { requestParameters: { userName: 'alice' } } };
const old = { serialNumber: phone, enabledAt: '2025-01-01T00:00:00Z' };

it('a timeline holds each event once, in time order', () => {
  const [first, second] = [observed(enableMfaDevice()), observed(enableMfaDevice({ minute: 1 }))];
  expect(timeline(second, first, second).events).toEqual([first.event, second.event]);
  expect(timeline(second, first, second).observations).toEqual([first, second]);
});

it('a timeline holds a record once, although copies with updated data say something else', () => {
  const copy = (eventID: string, principalId: string, patch: object = {}): Observation =>
    observed(
      enableMfaDevice({
        patch: {
          eventID,
          ...(eventID !== 'first' && { addendum: { originalEventID: 'first' } }),
          userIdentity: { type: 'IAMUser', userName: 'alice', principalId },
          ...patch,
        },
      }),
    );
  const [first, second, third] = [copy('first', ''), copy('second', 'AIDAX'), copy('third', 'AIDAY')];
  const ids = (...all: Observation[]): string[] => timeline(...all).events.map(({ eventId }) => eventId);
  expect(ids(first, second, third)).toEqual(['first']);
  expect(ids(third, second, first)).toEqual(['first']);
  expect(ids(second, third)).toHaveLength(1);
  expect(ids(first, copy('second', 'AIDAX', { eventName: 'ResyncMFADevice' }))).toHaveLength(2);
  // Real sets hold different records under one id.
  expect(ids(first, copy('first', 'AIDAX'))).toEqual(['first', 'first']);
});

describe('a user’s devices', () => {
  const before = (event: TrailEvent, ...all: Observation[]): Inventory => timeline(...all).devicesBefore(event);
  const after = (event: TrailEvent, ...all: Observation[]): Inventory => timeline(...all).devicesAfter(event);

  it('are what the look-up lists, less what the event itself added', () => {
    const added = observed(enableMfaDevice(enabled), known(old, { serialNumber: tablet, enabledAt: at(10) }));
    expect(before(added.event, added)).toEqual({ status: 'known', devices: [old], limit: 8 });
    expect(after(added.event, added)).toEqual({
      status: 'known',
      devices: [old, { serialNumber: tablet, enabledAt: at(10) }],
      limit: 8,
    });
  });

  it('are those of the trail where the look-up has not caught up', () => {
    const added = observed(enableMfaDevice(enabled), known());
    expect([serials(before(added.event, added)), serials(after(added.event, added))]).toEqual([[], [tablet]]);
    const removed = observed(deactivateMfaDevice(enabled), known({ serialNumber: tablet }));
    expect([serials(before(removed.event, removed)), serials(after(removed.event, removed))]).toEqual([[tablet], []]);
  });

  it('were there before what removes them, and not before what enables them, later on', () => {
    const moment = observed(enableMfaDevice(enabled), known(old));
    const gone = observed(deactivateMfaDevice({ minute: 20, serial: 'GAHT1' }));
    const come = observed(enableMfaDevice({ minute: 20, serial: 'GAHT2' }));
    expect(serials(after(moment.event, moment, gone, come))).toEqual(['GAHT1', phone, tablet]);
    expect(before(moment.event, moment, gone).devices[0]).toEqual({ serialNumber: 'GAHT1' });
  });

  it('follow the last act before the moment, else the first after it', () => {
    const [first, second, third, fourth] = [
      observed(enableMfaDevice({ minute: 0, serial: phone })),
      observed(deactivateMfaDevice({ minute: 10, serial: phone })),
      observed(enableMfaDevice({ minute: 20, serial: phone })),
      observed(deactivateMfaDevice({ minute: 30, serial: phone })),
    ];
    const all = [first, second, third, fourth];
    expect(all.map(({ event }) => serials(before(event, ...all)))).toEqual([[], [phone], [], [phone]]);
    expect(all.map(({ event }) => serials(after(event, ...all)))).toEqual([[phone], [], [phone], []]);
    expect(after(third.event, ...all).devices).toEqual([{ serialNumber: phone, enabledAt: at(20) }]);
  });

  it('do not hold what is enabled before it is, however often that is recorded', () => {
    const lists = known(old, { serialNumber: tablet, enabledAt: at(10) });
    const [first, second] = [0, 1].map((seconds) =>
      observed(enableMfaDevice({ ...enabled, minute: 10 + seconds / 60 }), lists),
    ) as [Observation, Observation];
    expect(serials(before(second.event, first, second))).toEqual([phone]);
    expect(serials(after(second.event, first, second))).toEqual([phone, tablet]);
    expect(serials(before(second.event, second))).toEqual([phone]);
    const refused = observed(enableMfaDevice({ ...enabled, minute: 11, error: 'EntityAlreadyExistsException' }), lists);
    expect(serials(before(refused.event, first, refused))).toEqual([phone, tablet]);
  });

  it('are told by the time where the record does not name the device', () => {
    const added = { ...nameless, minute: 10 };
    const inList = { serialNumber: tablet, enabledAt: at(10) };
    const listed = observed(enableMfaDevice(added), known(old, inList));
    expect(before(listed.event, listed).devices).toEqual([old]);
    expect(after(listed.event, listed).devices).toEqual([old, inList]);
    const unlisted = observed(enableMfaDevice(added), known(old));
    expect(before(unlisted.event, unlisted).devices).toEqual([old]);
    expect(after(unlisted.event, unlisted).devices).toEqual([old, { serialNumber: notNamed, enabledAt: at(10) }]);
    const named = observed(enableMfaDevice({ minute: 10 + 1 / 60 }), known(old, inList));
    expect(serials(before(listed.event, listed, named))).toEqual([phone]);
    expect(serials(before(named.event, listed, named))).toEqual([phone]);
    expect(serials(after(named.event, listed, named))).toEqual([phone, tablet]);
  });

  it('are as the list has it where an act that names no device may have undone another', () => {
    const lists = known(old);
    const login = observed(iamCall('CreateLoginProfile', { userName: 'alice' }, { minute: 10 }), lists);
    const acts = (...all: [typeof enableMfaDevice, object][]): string[] =>
      serials(before(login.event, login, ...all.map(([call, how]) => observed(call(how)))));
    const [add, remove] = [enableMfaDevice, deactivateMfaDevice];
    expect(acts([add, { serial: tablet }], [remove, { ...nameless, minute: 1 }])).toEqual([phone]);
    expect(acts([add, { serial: tablet }], [add, { ...nameless, minute: 1 }])).toEqual([phone, tablet]);
    expect(acts([remove, { serial: phone }], [add, { ...nameless, minute: 1 }])).toEqual([phone]);
    expect(acts([remove, { serial: phone }], [remove, { ...nameless, minute: 1 }])).toEqual([]);
    expect(acts([add, { ...nameless, minute: 11 }], [remove, { serial: tablet, minute: 12 }])).toEqual([phone]);
  });

  it('are nobody’s where no user is named', () => {
    const nobodys = { by: 'mallory', patch: { requestParameters: { serialNumber: phone } } };
    const [first, second] = [0, 1].map((minute) => observed(enableMfaDevice({ ...nobodys, minute }))) as [
      Observation,
      Observation,
    ];
    const another = observed(enableMfaDevice({ ...nobodys, patch: { requestParameters: null } }));
    expect(before(second.event, first, second).devices).toEqual([]);
    expect(serials(after(another.event, first, another))).toEqual([notNamed]);
  });

  it('leave out what the list says was enabled only at the moment or later', () => {
    const lists = known(
      { serialNumber: 'A', enabledAt: at(9) },
      { serialNumber: 'B', enabledAt: at(10) },
      { serialNumber: 'C', enabledAt: at(11) },
      { serialNumber: 'D' },
    );
    const login = observed(iamCall('CreateLoginProfile', { userName: 'alice' }, { minute: 10 }), lists);
    expect(serials(before(login.event, login))).toEqual(['A', 'D']);
  });

  it('are listed by serial number', () => {
    const login = observed(
      iamCall('CreateLoginProfile', { userName: 'alice' }, { minute: 10 }),
      known({ serialNumber: 'C' }, { serialNumber: 'A' }, { serialNumber: 'B' }),
    );
    expect(serials(before(login.event, login))).toEqual(['A', 'B', 'C']);
  });

  it('are asked of the event itself, else of the last look-up for the same user', () => {
    const first = observed(iamCall('CreateLoginProfile', { userName: 'alice' }), known({ serialNumber: 'first' }));
    const middle = observed(iamCall('CreateLoginProfile', { userName: 'ALICE' }, { minute: 1 }));
    const last = observed(
      iamCall('DeleteLoginProfile', { userName: 'alice' }, { minute: 2 }),
      known({ serialNumber: 'last' }),
    );
    const others = observed(
      iamCall('DeleteUser', { userName: 'bob' }, { minute: 3 }),
      known({ serialNumber: 'bob’s' }),
    );
    const unasked = observed(iamCall('DeleteUser', { userName: 'alice' }, { minute: 4 }));
    const all = [first, middle, last, others, unasked];
    expect([first, middle, last].map(({ event }) => serials(before(event, ...all)))).toEqual([
      ['first'],
      ['last'],
      ['last'],
    ]);
  });

  it('are no other user’s', () => {
    const own = observed(enableMfaDevice(enabled), known());
    const others = observed(enableMfaDevice({ by: 'bob', minute: 5, serial: 'GAHT1' }), known());
    expect(serials(after(own.event, own, others))).toEqual([tablet]);
  });

  it('are unknown where nobody looked, and where the look-up failed', () => {
    const unasked = observed(enableMfaDevice(enabled));
    expect(after(unasked.event, unasked)).toEqual({
      status: 'unknown',
      why: 'nobody looked the devices up',
      devices: [{ serialNumber: tablet, enabledAt: at(10) }],
      limit: 8,
    });
    const failed = observed(enableMfaDevice(enabled), { status: 'unknown', why: 'refused', devices: [old] });
    expect(before(failed.event, failed)).toEqual({ status: 'unknown', why: 'refused', devices: [old], limit: 8 });
  });

  it('are limited by region', () => {
    const own = observed(enableMfaDevice({ patch: { awsRegion: 'us-gov-west-1' } }));
    expect(before(own.event, own).limit).toBe(1);
  });
});

it.each<[boolean, string, object]>([
  [true, 'EnableMFADevice', enableMfaDevice()],
  [true, 'DeactivateMFADevice', deactivateMfaDevice()],
  [false, 'a refused call', enableMfaDevice({ error: 'AccessDenied' })],
  [false, 'another call', iamCall('ResyncMFADevice', { userName: 'alice', serialNumber: phone })],
  [true, 'a call that names no device', iamCall('EnableMFADevice', { userName: 'alice' })],
  [false, 'a call of another service', enableMfaDevice({ patch: { eventSource: 'sso.amazonaws.com' } })],
])('it is %p that a user’s devices change by %s', (changes, _, record) => {
  expect(changesDevices(parse(record))).toBe(changes);
});

it('two events have one target if type and name are the same, whatever the case', () => {
  const [alice, upper, bob] = ['alice', 'ALICE', 'bob'].map((user) => parse(enableMfaDevice({ for: user }))) as [
    TrailEvent,
    TrailEvent,
    TrailEvent,
  ];
  const root = parse(enableMfaDevice({ for: 'AWS ROOT USER' }));
  const calledRoot = parse(enableMfaDevice({ for: 'root' }));
  expect([upper, bob, root].map((event) => sameTarget(alice, event))).toEqual([true, false, false]);
  expect(sameTarget(root, calledRoot)).toBe(false);
});
