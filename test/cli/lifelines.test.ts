import { expect, test } from '@jest/globals';
import { livesOf } from '../../cli/report/lifelines';
import { notNamed } from '../../lambda/events/device';
import { account, deactivateMfaDevice, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { parse } from '../engine/world';

const nameless = (minute: number) => ({ minute, patch: { requestParameters: { userName: 'alice' } } });

/** Of alice, who has a phone: serial number, whether it is seen to come, whether it is seen to go. */
function lives(...records: object[]): { devices: unknown[]; isComplete: boolean | undefined } {
  const accounts = new Map([[account, new Map([['alice', [{ serialNumber: phone }]]])]]);
  const [alice] = livesOf(records.map(parse), { accounts, source: 'file' });
  const devices = alice?.lives.map(({ serialNumber, from, until }) => [serialNumber, Boolean(from), Boolean(until)]);
  return { devices: devices ?? [], isComplete: alice?.isComplete };
}

const isComplete = true;

test('a device that the record does not name lives once, until one goes that nobody knew', () => {
  const old = [phone, false, false];
  const twice = [enableMfaDevice(nameless(0)), enableMfaDevice(nameless(1 / 60))];
  expect(lives(...twice)).toEqual({ devices: [old, [notNamed, true, false]], isComplete });
  expect(lives(enableMfaDevice(), enableMfaDevice(nameless(0)))).toEqual({
    devices: [old, [tablet, true, false]],
    isComplete,
  });
  expect(lives(...twice, deactivateMfaDevice({ minute: 5 }))).toEqual({
    devices: [old, [notNamed, true, true]],
    isComplete,
  });
});

test('a removal that names no device ends the only one; of several nobody can tell which', () => {
  expect(lives(deactivateMfaDevice(nameless(0)))).toEqual({ devices: [[phone, false, true]], isComplete });
  expect(lives(enableMfaDevice(), deactivateMfaDevice(nameless(5)))).toEqual({
    devices: [
      [phone, false, false],
      [tablet, true, false],
      [notNamed, false, true],
    ],
    isComplete: false,
  });
});
