import { describe, expect, it } from '@jest/globals';
import { renderChat } from '../../../lambda/alerts/chat';
import { noticeMessage } from '../../../lambda/alerts/notice-message';
import { notification } from '../chat-notification';
import { chatOf, partsOf } from '../notice-parts';
import { hints, sampleAlert } from '../sample-alert';
import { answerNotice } from '../sample-notice';

describe('that somebody has answered an alert', () => {
  it('reads like this', () => {
    const notice = answerNotice({ note: 'calling alice; see www.evil.com' });
    expect(noticeMessage(notice).Subject).toMatch(/^Acknowledged by lea: mallory added an/);
    expect(partsOf(notice).email).toBe(`\
arn:aws:iam::111122223333:user/lea looks after this alert.

WHAT TO DO NOW
1. Nothing, unless you know more than they do. If it becomes more
   severe, you hear of it again.

THE ALERT
CRITICAL: mallory added an MFA device to alice, not MFA-authenticated;
  111122223333, 2026-11-20 09:16:12 UTC
id a1f4c2d09b7e

THEIR WORDS
- calling alice; see www[.]evil[.]com

WHEN        2026-11-20 09:21:40 UTC
`);
  });

  it('keeps what was said before, which somebody may have relied on', () => {
    const before = { answer: 'acknowledged', by: 'lea', at: '2026-11-20T09:17:00.250Z', severity: 'critical' } as const;
    const { email } = partsOf(answerNotice({ answer: 'expected', replaced: { ...before, note: 'not hers' } }));
    expect(email).toContain('IN PLACE OF\n- acknowledged by lea, 2026-11-20 09:17:00 UTC: not hers\n');
  });

  it('lands in the thread of the alert', () => {
    const alert = notification.parse(JSON.parse(renderChat(sampleAlert(), 'new', hints)));
    expect(chatOf(answerNotice()).metadata.threadId).toBe(alert.metadata.threadId);
  });

  it('names whom an escalation tells, and how they say that they have it', () => {
    const notice = answerNotice(
      { answer: 'escalated', by: 'somebody in #soc' },
      { escalatedTo: ['to-on-call', 'to-pager'] },
    );
    expect(partsOf(notice).email).toContain('"somebody in #soc" asks others to look at this alert.\n');
    expect(partsOf(notice).email).toContain('TOLD AS WELL\n- on-call\n- pager\n');
    expect(partsOf(notice).email).toContain('\nnpm start -- ack a1f4c2d09b7e\n');
  });

  it('says where there is nobody to escalate to', () => {
    const { email } = partsOf(answerNotice({ answer: 'escalated' }, { escalatedTo: [] }));
    expect(email.replace(/\s+/g, ' ')).toContain('names nobody else for this alert, so nobody else was told: call');
    expect(email).not.toContain('TOLD AS WELL');
  });

  it('says that it was meant to happen', () => {
    expect(partsOf(answerNotice({ answer: 'expected' })).email).toContain('says that this was meant to happen.\n');
  });
});
