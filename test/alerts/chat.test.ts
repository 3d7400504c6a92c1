import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { updates, type Alert, type Update } from '../../lambda/alerts/alert';
import { renderChat } from '../../lambda/alerts/chat';
import { code, prose } from '../../lambda/alerts/slack-text';
import { alive, foreign, notification } from './chat-notification';
import { fuzzedAlert, hostileText } from './fuzzed-alert';
import { holds } from './holds';
import { bob, helpDeskAlert, sampleAlert, steps } from './sample-alert';

const render = (alert: Alert, update: Update = 'new', todo: readonly string[] = steps) =>
  notification.parse(JSON.parse(renderChat(alert, update, todo)));

describe('the chat notification', () => {
  it('reads like this', () => {
    const { content, metadata } = render(sampleAlert());
    expect(content.title).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials that were not MFA-authenticated',
    );
    expect(content.description).toBe(
      [
        '• alice already had 1 device',
        '• the actor is not the target',
        '• long-term key without MFA',
        '*Who* `mallory`, long-term access key (`AKIAEXAMPLEMALLORY01`); not MFA-authenticated',
        '*Whom* `alice`, account `111122223333`, `us-east-1`',
        '*MFA devices* 2 of 8',
        '• *new* `alice-tablet` virtual, added by this event',
        '• `alice-phone` virtual, added 212 days earlier',
        '*Where from* `203.0.113.9`, `aws-cli/2.40.1 md/awscrt#0.29.2 ua/2.1 os/linux#6.8.0 md/command#iam.enable-mfa-device`',
        '*When* 2026-11-20 09:15:40 to 09:16:12 UTC, 2 events',
        '*Commands* for account `111122223333`; none of them has been run',
        'Which account is your shell in? It must print 111122223333:',
        '```aws sts get-caller-identity --query=Account --output=text```',
        'See which devices are there now:',
        "```aws iam list-mfa-devices --user-name='alice'```",
        '*Only if nobody can vouch for this:*',
        'Switch off the key that was used:',
        "```aws iam update-access-key --user-name='mallory' --access-key-id='AKIAEXAMPLEMALLORY01' --status='Inactive'```",
        'Deny the actor everything, open sessions too (undo: detach-user-policy):',
        "```aws iam attach-user-policy --user-name='mallory' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'```",
        'Take the new device away:',
        "```aws iam deactivate-mfa-device --user-name='alice' --serial-number='arn:aws:iam::111122223333:mfa/alice-tablet'```",
        "<https://us-east-1.console.aws.amazon.com/iam/home#/users/details/alice?section=security_credentials|The target's devices and keys in IAM> · <https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events?Username=mallory|What the actor did (CloudTrail event history)>",
        'Alert `a1f4c2d09b7e`, runbook `docs/detections/mfa-device-added-without-mfa.md`',
      ].join('\n'),
    );
    expect(content.nextSteps).toEqual(steps);
    expect(content.keywords).toEqual(['critical', 'mfa-device-added-without-mfa', '111122223333']);
    expect(metadata.threadId).toBe('a1f4c2d09b7e');
  });

  it('names the account', () => {
    const { content, metadata } = render(sampleAlert({ accountName: 'payments *prod*' }));
    expect(content.description).toContain('account `payments *prod*` (`111122223333`), `us-east-1`');
    expect(content.description).toContain('*Commands* for account `payments *prod*` (`111122223333`); none');
    expect(content.keywords).toContain('payments ∗prod∗ (111122223333)');
    expect(metadata.additionalContext).toMatchObject({ account: '111122223333', accountName: 'payments ∗prod∗' });
  });

  it('keeps all updates of an alert in one thread, and drills out of it', () => {
    const threads = updates.map((update) => render(sampleAlert({ severity: 'low' }), update).metadata.threadId);
    expect(new Set(threads)).toEqual(new Set(['a1f4c2d09b7e']));
    expect(render(sampleAlert({ drill: true })).metadata.threadId).toBe('drill-a1f4c2d09b7e');
    expect(render(sampleAlert(), 'raised').content.title).toMatch(/^CRITICAL \(raised\): /);
  });

  it('marks a drill beyond doubt', () => {
    const { content, metadata } = render(sampleAlert({ drill: true }));
    expect([content.title, metadata.summary].every((text) => text.startsWith('[DRILL] CRITICAL'))).toBe(true);
    expect(content.description).toMatch(/^\*DRILL: an exercise\. Nothing has happened/);
    expect(content.description).not.toContain('aws iam');
    expect(content.nextSteps[0]).toMatch(/^This is a DRILL/);
    expect(content.keywords[0]).toBe('DRILL');
    expect(metadata.additionalContext['drill']).toBe('true');
  });

  it('never says of a role session that it had no MFA', () => {
    const { description } = render({ ...helpDeskAlert(), actor: { ...bob, credential: 'role' } }).content;
    expect(description).toContain('CloudTrail does not record whether MFA was used');
    expect(description).not.toMatch(/without MFA|no MFA|not MFA-authenticated/i);
  });

  it.each([
    ['<!channel> & <https://evil.com|Fix>', '&lt;!channel&gt; &amp; &lt;https[:]//evil[.]com|Fix&gt;'],
    ['*a* _b_ ~c~ `d`', "∗a∗ ＿b＿ ∼c∼ 'd'"],
    ['@here #general :ok_hand: done', '＠here ＃general ∶ok_hand: done'],
    ['snake_case arn:aws:iam::111122223333:user/bob', 'snake_case arn:aws:iam::111122223333:user/bob'],
  ])('leaves nothing alive in a sentence: %s', (text, expected) => {
    expect(prose(text, 250)).toBe(expected);
  });

  it('cuts before it escapes', () => {
    expect(prose('&'.repeat(100), 12)).toBe('&amp;&amp;…');
    expect(code('<'.repeat(100), 12)).toBe('`&lt;&lt;…`');
    holds(
      fc.property(hostileText, fc.integer({ min: 3, max: 300 }), (text, limit) => {
        expect(prose(text, limit).length).toBeLessThanOrEqual(limit);
        expect(prose(text, limit)).not.toMatch(alive);
        expect(code(text, limit)).toMatch(/^(`[^`\n<>]+`|\(empty\))$/);
      }),
    );
  });

  it('shows no mention, link, format or control of an attacker, and keeps the limits', () => {
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const { content, metadata } = render(alert, update);
        const texts = [
          content.title,
          ...content.keywords,
          metadata.summary,
          ...Object.values(metadata.additionalContext),
        ];
        for (const text of [...texts, foreign(content.description)]) expect(text).not.toMatch(alive);
        for (const text of [...texts, content.description])
          expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
        expect(content.description).not.toContain('(shortened)');
      }),
    );
  });
});
