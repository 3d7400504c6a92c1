import { afterAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { folderWith, removeFolders } from '../cli/folder';

afterAll(removeFolders);

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
