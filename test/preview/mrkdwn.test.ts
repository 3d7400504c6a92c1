import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { code, prose } from '../../lambda/alerts/slack-text';
import { parseMrkdwn, type Span } from '../../preview/mrkdwn';
import { hostileText } from '../alerts/fuzzed-alert';
import { holds } from '../alerts/holds';

/** As one line: kinds and what they hold. */
function read(text: string): string {
  return parseMrkdwn(text).map(shown).join('');
}

function shown(span: Span): string {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'mention':
    case 'emoji':
      return `[${span.kind} ${span.name}]`;
    case 'link':
      return `[link ${span.url} ${span.spans.map(shown).join('')}]`;
    default:
      return `[${span.kind} ${span.spans.map(shown).join('')}]`;
  }
}

const kindsOf = (text: string): string[] => parseMrkdwn(text).map(({ kind }) => kind);

describe('Slack markup', () => {
  it.each([
    ['*bold*, _italic_, ~gone~', '[bold bold], [italic italic], [strike gone]'],
    ['*both _of them_*', '[bold both [italic of them]]'],
    ['*Who* `mallory`', '[bold Who] [code mallory]'],
    ['*code with `a*b` in it*', '[bold code with [code a*b] in it]'],
    ['a*b*c snake_case_name 2 * 3 * 4', 'a*b*c snake_case_name 2 * 3 * 4'],
    ['*not\nover lines*', '*not\nover lines*'],
    ['`*as it is* :eyes: https://x.example/`', '[code *as it is* :eyes: https://x.example/]'],
    ["run\n```aws iam x --a='*'\nnext```\nthen", "run\n[block aws iam x --a='*'\nnext]then"],
    ['<https://a.example/?b=1&amp;c=2|the *page*>', '[link https://a.example/?b=1&c=2 the [bold page]]'],
    ['<https://a.example/>', '[link https://a.example/ https://a.example/]'],
    ['&lt;b&gt; &amp;amp; &quot;', '<b> &amp; &quot;'],
    [
      ':rotating_light: 09:15:40 arn:aws:iam::111122223333:user/bob',
      '[emoji rotating_light] 09:15:40 arn:aws:iam::111122223333:user/bob',
    ],
    ['&gt; said\nnot said', '[quote said]not said'],
  ])('is read as Slack reads it: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['<!channel>', '[mention !channel]'],
    ['<!subteam^S01|@soc>', '[mention @soc]'],
    ['<@U024BE7LH>', '[mention @U024BE7LH]'],
    ['`<!here>`', '[code [mention !here]]'],
    ['*<@U1>*', '[bold [mention @U1]]'],
    ['@here and #general', '[mention @here] and [mention #general]'],
  ])('shows whom a message pings: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each(['https://evil.example/fix', 'www.evil.example', 'evil.com', 'evil.example/login', 'evil.co:8080'])(
    'makes a link of a bare address: %s',
    (text) => {
      expect(kindsOf(text)).toEqual(['link']);
    },
  );

  it('leaves names, addresses and mail addresses alone', () => {
    const text = 'jane.doe 203.0.113.9 aws-cli/2.40.1 bob@example.com';
    expect(read(text)).toBe(text);
  });

  it('loses nothing of a text without markup', () => {
    holds(fc.property(fc.stringMatching(/^[a-z ]{0,40}$/), (text) => read(text) === text));
  });
});

describe('text of an attacker in Slack', () => {
  it('is a sentence in which nothing is alive', () => {
    holds(
      fc.property(hostileText, (text) => {
        expect(kindsOf(prose(text, 300)).filter((kind) => kind !== 'text' && kind !== 'quote')).toEqual([]);
      }),
    );
  });

  it('is a code span, and nothing else in it', () => {
    holds(
      fc.property(hostileText, (text) => {
        const [span, ...more] = parseMrkdwn(code(text, 300));
        expect(more).toEqual([]);
        if (span?.kind === 'code') expect(span.spans.map(({ kind }) => kind)).toEqual(['text']);
        else expect(span).toEqual({ kind: 'text', text: '(empty)' });
      }),
    );
  });
});
