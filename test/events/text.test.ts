import { describe, expect, it } from '@jest/globals';
import { bounded, cut, present } from '../../lambda/events/text';

it('a text is cut to the length asked for, and shows that it was', () => {
  expect(cut('12345', 5)).toBe('12345');
  expect(cut('123456', 5)).toBe('1234…');
});

describe('a name that becomes part of a key', () => {
  it('is kept up to 700 bytes', () => {
    expect(bounded('x'.repeat(700))).toBe('x'.repeat(700));
    expect(bounded('é'.repeat(350))).toBe('é'.repeat(350));
  });

  it('beyond that is its start and a hash that tells it from others', () => {
    expect(bounded('x'.repeat(701))).toMatch(/^x{60}…[0-9a-f]{16}$/);
    expect(bounded('é'.repeat(351))).toMatch(/^é{60}…[0-9a-f]{16}$/);
    expect(bounded('x'.repeat(701))).not.toBe(bounded('x'.repeat(702)));
  });
});

it.each([
  [undefined, undefined],
  ['', undefined],
  ['  ', undefined],
  ['None', 'None'],
  [' alice ', 'alice'],
])('the text %j is present as %j', (text, said) => {
  expect(present(text)).toBe(said);
});
