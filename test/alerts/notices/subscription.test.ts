import { describe, expect, it } from '@jest/globals';
import { subscriptionChanges } from '../../../lambda/alerts/notice';
import { noticeMessage } from '../../../lambda/alerts/notice-message';
import { partsOf } from '../notice-parts';
import { subscriptionNotice } from '../sample-notice';

describe('that a subscription is not what it was', () => {
  it('reads like this', () => {
    expect(noticeMessage(subscriptionNotice()).Subject).toBe('HIGH: soc@example.com gets no alerts any more');
    expect(partsOf(subscriptionNotice()).email).toBe(`\
soc@example.com is not told of alerts any more: the subscription is
  gone.

WHAT TO DO NOW
1. Did somebody of yours take it out of mfa-watch.yaml and deploy? Then
   there is nothing to do. If not, ask whoever reads there whether they
   ended it; until it is mended, alerts do not reach them.
2. A click on "unsubscribe" in a mail is not in CloudTrail. If nobody
   clicked, search CloudTrail for Unsubscribe and DeleteTopic.
3. Subscribe them again: "npm start -- subscriptions" says how. Confirm
   it with "npm start -- subscriptions confirm 'LINK'", LINK from AWS's
   mail: then no click in a mail can end it.

WHICH SUBSCRIPTION
- email to soc@example.com
- destination email, topic
  arn:aws:sns:us-east-1:111122223333:mfa-watch-alerts

To see who is subscribed:
npm start -- subscriptions

WHEN        2026-11-21 10:15:00 UTC
`);
  });

  it.each(subscriptionChanges)('of the guard is not about alerts: %s', (change) => {
    const notice = subscriptionNotice({ change, destination: 'guard' });
    expect(noticeMessage(notice).Subject).toMatch(/ mails? about mfa-watch itself/);
    expect(partsOf(notice).email).not.toMatch(/\balerts? (any|than|do|that|there)\b/);
  });

  it.each(subscriptionChanges)('says what it means and what to do: %s', (change) => {
    const { email } = partsOf(subscriptionNotice({ change }));
    expect(email).toMatch(/^soc@example\.com (is|was) [^.]+\.\n\nWHAT TO DO NOW\n1\. /);
    expect(email).toContain('\nnpm start -- subscriptions\n');
  });
});
