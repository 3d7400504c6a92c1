import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { updates } from '../../lambda/alerts/alert';
import { renderEmail } from '../../lambda/alerts/email';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { hints, sampleAlert } from './sample-alert';

/** Lines that are pasted or opened, and so never broken: nothing but what their patterns let in. */
const own =
  /^(aws (iam|sts) [a-z]|https:\/\/us-east-1\.console\.aws\.amazon\.com\/|(SELECT|FROM|WHERE| {2}AND \(| {4}OR |fields|\| filter \(| {2}or )[\w+=,.@:/'"()[\] $-]*$)/;
const headings = [
  'WHY',
  'WHO ',
  'WHOM',
  'DEVICES',
  'WHERE FROM',
  'WHEN ',
  'WHAT HAPPENED',
  'ANNOUNCED',
  'Runbook',
  'SELECT',
];

const body = (...args: Parameters<typeof renderEmail>): string => renderEmail(...args).body;

describe('the mail', () => {
  it('lets no chosen text begin a line like one of ours, however it is wrapped', () => {
    holds(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.constantFrom(...headings), (length, heading) => {
        const text = `${'x'.repeat(length)} ${heading} Nothing.`;
        const expected = { reason: text, by: text, until: text };
        const alert = sampleAlert({ title: text, reasons: [text], accountName: text, expected, dedupKey: text });
        const lines = body(alert, 'new', hints).split('\n');
        expect(lines.filter((line) => line.startsWith(heading)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is plain text, so that nothing in it is HTML, and keeps attackers out of its lines and headings', () => {
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const mail = renderEmail(alert, update, hints);
        expect(mail.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(mail.subject.startsWith('[DRILL] ')).toBe(alert.drill === true);
        expect(mail.body.startsWith('DRILL: an exercise.')).toBe(alert.drill === true);
        expect(mail.body).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
        const lines = mail.body.split('\n');
        for (const line of lines.filter((text) => !own.test(text))) {
          expect(Array.from(line).length).toBeLessThanOrEqual(72);
          expect(line).not.toContain('://');
        }
        for (const heading of headings)
          expect(lines.filter((line) => line.startsWith(heading)).length).toBeLessThanOrEqual(1);
        expect(lines.filter((line) => line.startsWith('WHAT TO DO'))).toHaveLength(1);
        expect(lines.filter((line) => line.startsWith('Say that'))).toHaveLength(alert.drill === true ? 0 : 1);
        expect(mail.body.length).toBeLessThan(40_000);
      }),
    );
  });
});
