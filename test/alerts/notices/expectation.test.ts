import { describe, expect, it } from '@jest/globals';
import { noticeMessage } from '../../../lambda/alerts/notice-message';
import { chatOf, partsOf } from '../notice-parts';
import { expectationNotice } from '../sample-notice';

describe('that somebody has announced a change', () => {
  it('reads like this', () => {
    expect(noticeMessage(expectationNotice()).Subject).toBe(
      'Announced: alice adds an MFA device to their own user; wakes nobody until 2026-11-20 10:55:00 UTC',
    );
    expect(partsOf(expectationNotice()).email).toBe(`\
arn:aws:iam::111122223333:user/lea has announced a change: alice adds an
  MFA device to their own user in account 111122223333, from 2026-11-20
  08:55:00 UTC until 2026-11-20 10:55:00 UTC.

WHAT TO DO NOW
1. If you do not know of it, ask whoever announced it; if nobody vouches
   for it, take it back.

WHY
- new phone, ticket 4711

WHAT IT DOES
An alert of just this change is lowered to low and says who announced
  it; it is still recorded.
Whatever else happens is told as always, and after 2026-11-20 10:55:00
  UTC this is, too.

To take it back:
npm start -- expect --cancel e1f4c2d09b7e0000

WHEN        2026-11-20 08:55:00 UTC
`);
  });

  it('is taken back', () => {
    const notice = expectationNotice({ isCancelled: true });
    expect(noticeMessage(notice).Subject).toBe('Taken back: alice adds an MFA device to their own user');
    expect(partsOf(notice).email).toContain('had announced is taken\n  back: alice adds');
    expect(partsOf(notice).email).not.toContain('--cancel');
    expect(chatOf(notice).metadata.threadId).toBe(chatOf(expectationNotice()).metadata.threadId);
  });
});
