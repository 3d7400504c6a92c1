import { describe, expect, it } from '@jest/globals';
import { noticeMessage } from '../../../lambda/alerts/notice-message';
import { partsOf } from '../notice-parts';
import { floodNotice } from '../sample-notice';

describe('that there were too many alerts to tell one by one', () => {
  it('reads like this', () => {
    expect(noticeMessage(floodNotice()).Subject).toBe('CRITICAL: 14 more alerts in payments-prod, in one message');
    expect(partsOf(floodNotice()).email).toBe(`\
More than 20 messages about payments-prod (222233334444) came within an
  hour, so the rest is told here at once: 14 alerts, the strongest
  critical.

WHAT TO DO NOW
1. Begin with the strongest, which is listed first. So many at once can
   be one attack, a script of your own, or a way to hide one of them.
2. Look at each one, and answer it by its id: "npm start -- ack ID".

TOLD TO PEOPLE ONLY HERE: 14
- CRITICAL: mallory replaced bob's MFA device; payments-prod
  (222233334444), 2026-11-21 09:58:12 UTC; id d1f4c2d09b7e0000
and 13 more
In all: 13 × mfa-device-removed, 1 × mfa-device-swapped

To see all of them, and who has answered:
npm start -- alerts

WHEN        2026-11-21 10:00:00 UTC
`);
  });

  it('keeps under 256 KiB, and counts all of them', () => {
    const one = { ...floodNotice().alerts.alerts[0], title: '\u202e'.repeat(50_000) };
    const alerts = Array.from({ length: 25 }, () => one as ReturnType<typeof floodNotice>['alerts']['alerts'][0]);
    const notice = floodNotice({ alerts: { ...floodNotice().alerts, count: 9000, alerts } });
    const { Message, MessageAttributes } = noticeMessage(notice);
    expect(Buffer.byteLength(JSON.stringify(MessageAttributes) + Message)).toBeLessThan(262_144);
    expect(partsOf(notice).email).toMatch(/TOLD TO PEOPLE ONLY HERE: 9000\n/);
  });
});
