import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { alertSchema, updates } from '../../lambda/alerts/alert';
import { alertEvent, noticeEvent } from '../../lambda/alerts/bus-event';
import { noticeSchema } from '../../lambda/alerts/notice';
import { fuzzedAlert } from './fuzzed-alert';
import { fuzzedNotice } from './fuzzed-notice';
import { holds } from './holds';
import { sampleAlert } from './sample-alert';
import { floodNotice } from './sample-notice';

/** An EventBridge entry counts source, type and detail. */
const size = (event: object): number => Buffer.byteLength(Object.values(event).join(''));
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]/u;

describe('the event of a bus', () => {
  it('has what an input transformer needs at its top level', () => {
    const { Source, DetailType, Detail } = alertEvent(sampleAlert(), 'raised', 'pager');
    expect([Source, DetailType]).toEqual(['mfa-watch', 'mfa-watch alert']);
    expect(JSON.parse(Detail)).toMatchObject({
      id: 'a1f4c2d09b7e',
      severity: 'critical',
      dedupKey: '111122223333/alice',
      update: 'raised',
      destination: 'pager',
      summary: expect.stringMatching(
        /^CRITICAL \(raised\): mallory added .*; MFA devices: 2 of 8; account 111122223333$/,
      ),
    });
  });

  it('says DRILL, and is one of a kind where it is a notice', () => {
    expect(JSON.parse(alertEvent(sampleAlert({ drill: true }), 'new', 'pager').Detail)).toMatchObject({
      drill: true,
      title: expect.stringMatching(/^\[DRILL\] /),
      summary: expect.stringMatching(/^\[DRILL\] /),
    });
    const { DetailType, Detail } = noticeEvent(floodNotice(), 'pager');
    expect(DetailType).toBe('mfa-watch notice');
    expect(JSON.parse(Detail)).toMatchObject({ kind: 'flood', severity: 'critical', destination: 'pager' });
  });

  it('is the alert, safe to show in a terminal and within 256 KiB, whatever the record says', () => {
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const event = alertEvent(alert, update, 'pager');
        expect(size(event)).toBeLessThan(262_144);
        expect(event.Detail).not.toMatch(hidden);
        const { id, destination } = z.extend(alertSchema, { destination: z.string() }).parse(JSON.parse(event.Detail));
        expect([id, destination]).toEqual([alert.id, 'pager']);
      }),
    );
  });

  it('is the notice, safe and within 256 KiB', () => {
    holds(
      fc.property(fuzzedNotice, (notice) => {
        const event = noticeEvent(notice, 'pager');
        expect(size(event)).toBeLessThan(262_144);
        expect(event.Detail).not.toMatch(hidden);
        expect(noticeSchema.parse(JSON.parse(event.Detail)).kind).toBe(notice.kind);
      }),
    );
  });
});
