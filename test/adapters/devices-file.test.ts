import { afterAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { folderWith, removeFolders } from '../cli/folder';

afterAll(removeFolders);

const read = (text: string) => readDevicesFile(join(folderWith({ 'devices.json': text }), 'devices.json'));
const ofAlice = (devices: string): string => `{"111122223333":{"alice":${devices},"<root>":[]}}`;

it('takes dates and times, a text that holds what looks like keys, and an IAM user called root', () => {
  const text =
    '[{"serialNumber":"a","enableDate":"2026-01-31"},{"serialNumber":"{\\"a\\":1,\\"a\\":","enableDate":"2026-01-31T09:00:00+01:00"}]';
  const users = read(ofAlice(text).replace('"<root>"', '"root":[],"<root>"')).get('111122223333');
  expect(users?.get('alice')).toEqual([
    { serialNumber: 'a', enabledAt: '2026-01-31T00:00:00Z' },
    { serialNumber: '{"a":1,"a":', enabledAt: '2026-01-31T09:00:00+01:00' },
  ]);
});

describe('what cannot be is refused, with what was expected', () => {
  const phone = '{"serialNumber":"arn:aws:iam::111122223333:mfa/phone"}';
  it.each([
    [`{"111122223333":{"alice":[${phone}],"al\\u0069ce":[]}}`, 'the key "al\\u0069ce" stands twice'],
    [ofAlice('[{"serialNumber":"a","serialNumber":"b"}]'), 'the key "serialNumber" stands twice'],
    ['{"111122223333":{"root":[]}}', 'lists "root" and no "<root>"'],
    [ofAlice('[{"serialNumber":"arn:aws:iam::444455556666:mfa/x"}]'), 'is a device of account 444455556666'],
    [ofAlice(`[${phone}],"bob":[${phone}]`), 'bob: arn:aws:iam::111122223333:mfa/phone is listed already, under 111'],
    [ofAlice(`[${phone},${phone}]`), 'is listed already'],
    [ofAlice(phone), 'alice: is no list of devices'],
    [ofAlice('"phone"'), 'alice: is no list of devices'],
    [ofAlice('["phone"]'), 'alice / 0: is no device'],
    [
      ofAlice('[{"serialNumber":"x","enabledate":"2026-01-31"}]'),
      'unknown key "enabledate" (did you mean "enableDate"?)',
    ],
    [ofAlice('[{"serialNumber":"x","enableDate":"31.1.2026"}]'), 'enableDate: is no date such as 2026-01-31'],
  ])('%s', (text, what) => {
    expect(() => read(text)).toThrow(what);
    expect(() => read(text)).toThrow('; expected {"111122223333":{"alice":[{"serialNumber":');
  });
});

it('knows the devices of a user whose name means something to JavaScript', () => {
  const text = '{"111122223333":{"__proto__":[{"serialNumber":"GAHT1"}],"constructor":[],"Alice":[]}}';
  const inventory = readDevicesFile(join(folderWith({ 'devices.json': text }), 'devices.json'));
  expect(Object.fromEntries(inventory.get('111122223333') ?? [])).toEqual(
    Object.fromEntries([
      ['__proto__', [{ serialNumber: 'GAHT1' }]],
      ['constructor', []],
      ['alice', []],
    ]),
  );
});
