import { describe, expect, it } from '@jest/globals';
import {
  createVirtualMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
} from '../../lambda/events/samples';
import { Timeline } from '../../lambda/events/timeline';
import { creationsOf, deletionOf } from '../../lambda/events/virtual-device';
import { parse } from '../engine/world';

const timeline = (...records: object[]): Timeline =>
  new Timeline(
    records.map((record) => ({ event: parse(record) })),
    'the device',
  );
const day = 24 * 60;
const created = (minute: number): object => createVirtualMfaDevice({ minute });
const enabled = (minute: number, error?: string): object => enableMfaDevice({ minute, ...(error && { error }) });

describe('the creation of a device that was enabled', () => {
  const minuteOf = (device: object, ...others: object[]): number | undefined => {
    const { identity } = parse(device);
    const all = [...creationsOf(timeline(device, ...others))];
    const creation = all.find(([enabling]) => enabling.identity === identity)?.[1];
    return creation && (Date.parse(creation.time) - Date.parse('2026-11-20T09:00:00Z')) / 60_000;
  };

  it.each<[string, number | undefined, object, object[]]>([
    ['is the last one before', 5, enabled(6), [created(0), created(5), created(7)]],
    ['may be of the same second', 0, enabled(0), [created(0)]],
    ['may be a day ago', 0, enabled(day), [created(0)]],
    ['is no longer ago than a day', undefined, enabled(day + 1), [created(0)]],
    ['is not what comes after', undefined, enabled(0), [created(1)]],
    ['is none without one', undefined, enabled(0), []],
    ['is that of the first enrolment alone', undefined, enabled(9), [created(0), enabled(5)]],
    ['is that of an enrolment in the same second', 0, enabled(0), [created(0), enabled(5)]],
    ['is not taken by a wrong code', 0, enabled(9), [created(0), enabled(5, 'InvalidAuthenticationCode')]],
    ['is not taken by a removal', 0, enabled(9), [created(0), deactivateMfaDevice({ minute: 5 })]],
    ['is not taken by an enrolment before it', 6, enabled(9), [enabled(5), created(6)]],
  ])('%s', (_, minute, device, others) => {
    expect(minuteOf(device, ...others)).toBe(minute);
  });
});

describe('the deletion of a device that was removed', () => {
  const isDeleted = (minute: number): boolean => {
    const removal = deactivateMfaDevice();
    return deletionOf(parse(removal), timeline(removal, deleteVirtualMfaDevice({ minute }))) !== undefined;
  };

  it.each([
    [false, -6 / 60],
    [true, -5 / 60],
    [true, 0],
    [true, 30],
    [false, 30.1],
  ])('is %p for one %d minutes later', (found, minute) => {
    expect(isDeleted(minute)).toBe(found);
  });

  it('is no other call', () => {
    const removal = deactivateMfaDevice();
    expect(deletionOf(parse(removal), timeline(removal, created(1)))).toBeUndefined();
  });
});
