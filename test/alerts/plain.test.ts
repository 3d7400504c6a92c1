import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defang, named, printable, readable, shorten } from '../../lambda/alerts/plain';
import { wrap } from '../../lambda/alerts/wrap';
import { fuzzedAlert, hostileText } from './fuzzed-alert';
import { holds } from './holds';

export const treacherous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]/u;

describe('plain text', () => {
  it('makes what a terminal would obey visible', () => {
    expect(printable('\u001b[31mred\u0000\r\nnext\u202egnp.exe\u0085\ud800')).toBe(
      '␛[31mred␀␍␊next[U+202E]gnp.exe[U+0085][U+D800]',
    );
  });

  it('leaves names in other scripts and emoji as they are', () => {
    expect(printable('Zoë 李 😀')).toBe('Zoë 李 😀');
  });

  it('holds nothing treacherous and loses nothing, whatever comes in', () => {
    holds(fc.property(hostileText, (text) => !treacherous.test(printable(text))));
    holds(fc.property(fuzzedAlert, (alert) => !treacherous.test(JSON.stringify(readable(alert)))));
  });

  it('cuts with a mark, never through a character', () => {
    expect(shorten('a😀b', 3)).toBe('a…');
    holds(fc.property(hostileText, fc.integer({ min: 1, max: 50 }), (text, n) => shorten(text, n).length <= n));
  });

  it.each([
    ['https://evil.com/fix', 'https[:]//evil[.]com/fix'],
    ['see www.evil.biz', 'see www[.]evil[.]biz'],
    ['evil.example/login', 'evil[.]example/login'],
    ['evil.co.uk', 'evil[.]co[.]uk'],
    ['aws-cli/2.40.1 ua/2.1 md/command#iam.enable', 'aws-cli/2.40.1 ua/2.1 md/command#iam.enable'],
    ['jane.doe', 'jane.doe'],
    ['bob@example.com', 'bob@example.com'],
    ['203.0.113.9', '203.0.113.9'],
  ])('makes links dead and nothing else: %s', (text, expected) => {
    expect(defang(text)).toBe(expected);
  });

  it('quotes what could pass for our own words', () => {
    expect(named('jane.doe')).toBe('jane.doe');
    expect(named('nobody" (verified')).toBe(`"nobody' (verified"`);
  });

  it('wraps, sets later lines in, and breaks only what is longer than a line', () => {
    expect(wrap('- one two threefour', 9, 2)).toEqual(['- one two', '  threefo', '  ur']);
    holds(fc.property(hostileText, (text) => wrap(text, 20, 3).every((line) => Array.from(line).length <= 20)));
  });
});
