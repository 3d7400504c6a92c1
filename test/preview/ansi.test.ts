import { describe, expect, it } from '@jest/globals';
import { styleText } from 'node:util';
import { fromAnsi } from '../../preview/ansi';

const markup = (text: string): string =>
  fromAnsi(text)
    .map((part) => part.markup)
    .join('');
const style = (...[format, text]: Parameters<typeof styleText>): string =>
  styleText(format, text, { validateStream: false });

describe('a terminal as markup', () => {
  it.each([
    [style(['bold', 'white', 'bgRed'], 'CRITICAL'), '<span class="bold white on-red">CRITICAL</span>'],
    [style(['bold', 'red'], 'HIGH'), '<span class="bold red">HIGH</span>'],
    [style(['bold', 'yellow'], 'MEDIUM'), '<span class="bold yellow">MEDIUM</span>'],
    [`${style('cyan', 'LOW')} who`, '<span class="cyan">LOW</span> who'],
    [style('dim', 'INFO'), '<span class="dim">INFO</span>'],
  ])('paints what the table paints: %j', (text, expected) => {
    expect(markup(text)).toBe(expected);
  });

  it('escapes text, and shows a code that it does not know', () => {
    expect(markup('<b>"&"</b>\u001b[5mblink')).toBe('&lt;b&gt;&quot;&amp;&quot;&lt;/b&gt;␛[5mblink');
  });
});
