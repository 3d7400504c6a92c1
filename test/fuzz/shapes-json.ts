import { gzipSync } from 'node:zlib';
import { iamCall } from '../../lambda/events/samples';
import { deep, inFiles, keys, listOf } from './shape';

/** What JSON may be made of. */
export const json: Record<string, (size: number) => string> = {
  'a long text': (size) => `{"a":"${'x'.repeat(size)}"}`,
  'a long text of backslashes': (size) => `{"a":"${'\\\\'.repeat(size)}"}`,
  'many keys': (size) => `{${keys(size)}}`,
  'one key many times': (size) => `{${'"a":1,'.repeat(size)}"a":1}`,
  'a long list': (size) => `[${'1,'.repeat(size)}1]`,
  'nested lists': deep,
  'nested objects': (size) => `${'{"a":'.repeat(size)}1${'}'.repeat(size)}`,
  'a long number': (size) => '1'.repeat(size),
  ...Object.fromEntries(
    [
      '[',
      '{',
      ']',
      '"',
      '\\',
      ',',
      ' ',
      '\n',
      '{"a"\n',
      '{"Records":[',
      '"Records":[',
      '{"Records":[{"',
      '\ufeff',
      '\u0000',
    ].map((text) => [`${JSON.stringify(text)} again and again`, (size: number) => text.repeat(size)]),
  ),
};

const record = JSON.stringify(iamCall('ListUsers', {}));
export const trailFiles = inFiles({
  ...json,
  'many records': (size) => `{"Records":[${`${record},`.repeat(size / 20)}${record}]}`,
  'a record a line': (size) => `${record}\n`.repeat(size / 20),
  'many documents on a line': (size) => `{"Records":[${record}]}`.repeat(size / 20),
  'many junk entries': (size) => `{"Records":[${'null,'.repeat(size)}1]}`,
  'many broken records': (size) => `{"Records":[${'{"a":},'.repeat(size)}1]}`,
  'many broken lines': (size) => `{"broken\n${record}\n`.repeat(size / 40),
  'many gzip members': (size) => Buffer.concat(listOf(size / 20, () => gzipSync(`${record}\n`))),
  'many empty gzip members': (size) => Buffer.concat(listOf(size / 4, () => gzipSync(''))),
  'garbage between gzip members': (size) =>
    Buffer.concat(listOf(size / 20, () => Buffer.concat([gzipSync('[]\n'), Buffer.from('garbage')]))),
  'gzip heads only': (size) => Buffer.alloc(size * 3, Buffer.from([0x1f, 0x8b, 8])),
  'gzip members broken inside': (size) =>
    Buffer.concat(listOf(size / 20, () => Buffer.concat([gzipSync('[]\n').subarray(0, 12), Buffer.alloc(9, 0xff)]))),
  'gzip of blank space': (size) => gzipSync(Buffer.alloc(size * 100, ' ')),
});

const device = '{"serialNumber":"GAHT1"}';
export const devices = inFiles({
  ...json,
  'many accounts': (size) => `{${listOf(size, (index) => `"${100_000_000_000 + index}":{}`).join(',')}}`,
  'many users': (size) => `{"111122223333":{${keys(size, '[]')}}}`,
  'many devices': (size) => `{"111122223333":{"alice":[${`${device},`.repeat(size)}${device}]}}`,
  'many wrong devices': (size) => `{"111122223333":{"alice":[${'1,'.repeat(size)}1]}}`,
});
