import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { mutated, mutatedBytes } from './mutations';
import { must, target } from './target';

const phone = { serialNumber: 'arn:aws:iam::111122223333:mfa/phone', enableDate: '2026-01-31T09:00:00Z' };
const inventory = {
  '111122223333': { alice: [phone, { serialNumber: 'GAHT12345678' }], '<root>': [], Bob: [] },
  '444455556666': { alice: [{ serialNumber: 'arn:aws:iam::444455556666:mfa/phone', enableDate: '2026-01-31' }] },
};
const texts = fc.oneof(
  mutated([inventory]).map((value) => JSON.stringify(value)),
  mutatedBytes([Buffer.from(JSON.stringify(inventory))]),
);

function readOr(path: string): ReturnType<typeof readDevicesFile> | Error {
  try {
    return readDevicesFile(path);
  } catch (error) {
    return error as Error;
  }
}

let file: string | undefined;

export const devicesFiles = target('devices files', 3, texts, (text) => {
  file ??= join(mkdtempSync(join(tmpdir(), 'mfa-watch-fuzz-')), 'devices.json');
  writeFileSync(file, text);
  const read = readOr(file);
  if (read instanceof Error) {
    const { message } = read;
    must(message.startsWith(`${file}: `) && message.includes('; expected {"1111'), `refused with: ${message}`);
    return;
  }
  const written = JSON.parse(String(text).replace(/^\uFEFF/, '')) as Record<string, Record<string, unknown[]>>;
  const count = (all: Iterable<unknown>): number => [...all].length;
  for (const [account, users] of Object.entries(written))
    for (const [name, devices] of Object.entries(users)) {
      const kept = read.get(account)?.get(name.toLowerCase()) ?? [];
      must(count(kept) === devices.length, 'devices were lost');
    }
});
