import { defang, named } from './plain';
import { wrap } from './wrap';

export const columns = 72;
const indent = 12;

/** SNS takes fewer than 100 characters. */
export const longestSubject = 99;

/** Old mail clients take ASCII. */
export function inSubject(text: string, longest = longestSubject): string {
  const ascii = text
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/…/g, '...')
    .replace(/[^\x20-\x7e]/gu, '?');
  return ascii.length > longest ? `${ascii.slice(0, longest - 3)}...` : ascii;
}

/** A name that somebody chose. */
export function inMail(name: string): string {
  return named(defang(name));
}

/** A label in the margin, and lines beside it; nothing to say, no label. */
export function section(label: string, lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => wrap(line, columns - indent, line.startsWith('- ') ? 2 : 0))
    .map((line, index) => `${index === 0 ? label.padEnd(indent) : ' '.repeat(indent)}${line}`);
}
