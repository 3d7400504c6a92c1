import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { updates, type Alert, type Update } from '../../lambda/alerts/alert';
import { renderChat } from '../../lambda/alerts/chat';
import type { Hints } from '../../lambda/alerts/hints';
import { queries } from '../../lambda/alerts/queries';
import { code, prose } from '../../lambda/alerts/slack-text';
import { alive, foreign, notification } from './chat-notification';
import { fuzzedAlert, hostileText } from './fuzzed-alert';
import { holds } from './holds';
import { bob, guessingAlert, helpDeskAlert, hints, sampleAlert } from './sample-alert';

const render = (alert: Alert, update: Update = 'new', beside: Partial<Hints> = {}) =>
  notification.parse(JSON.parse(renderChat(alert, update, { ...hints, ...beside })));

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
        '*What to do now*',
        '1. Ask the user `alice`, by phone and not by mail, whether they asked for this device.',
        '2. Read everything the actor did in the 24 hours before and after (`userIdentity.accessKeyId`).',
        '3. If nobody can vouch for it: stop the actor, take the device away, reset the password.',
        '*Where from*',
        '• `203.0.113.9` (Netherlands, `AS64500 Example Hosting`), new for `alice` (no success from there known in the week before)',
        '• with `aws-cli/2.40.1 md/awscrt#0.29.2 ua/2.1 os/linux#6.8.0 md/command#iam.enable-mfa-device`',
        '*When* 2026-11-20 09:15:40 to 09:16:12 UTC, 2 events',
        '*What happened* (UTC)',
        '• 09:15:40 `CreateVirtualMFADevice` ok: `mallory` from `203.0.113.9`',
        '• 09:16:12 `EnableMFADevice` ok: `mallory` from `203.0.113.9`',
        'No buttons? Say that you have it, in the folder mfa-watch: `npm start -- ack a1f4c2d09b7e`',
        '*Commands* for account `111122223333`; none of them has been run',
        'Which account is your shell in? It must print 111122223333:',
        '```aws sts get-caller-identity --query=Account --output=text```',
        'See which devices are there now:',
        "```aws iam list-mfa-devices --user-name='alice'```",
        'See which access keys are there:',
        "```aws iam list-access-keys --user-name='alice'```",
        '*Only if nobody can vouch for this:*',
        'Switch off the key that was used:',
        "```aws iam update-access-key --user-name='mallory' --access-key-id='AKIAEXAMPLEMALLORY01' --status='Inactive'```",
        'Deny the actor everything, open sessions too (undo: detach-user-policy):',
        "```aws iam attach-user-policy --user-name='mallory' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'```",
        'Take the new device away:',
        "```aws iam deactivate-mfa-device --user-name='alice' --serial-number='arn:aws:iam::111122223333:mfa/alice-tablet'```",
        "<https://us-east-1.console.aws.amazon.com/iam/home#/users/details/alice?section=security_credentials|The target's devices and keys in IAM> · <https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events?Username=mallory|What the actor did (CloudTrail event history)>",
        ...queries(sampleAlert(), 'cloudtrail_logs').flatMap(({ purpose, lines }) => [
          `${purpose}:`,
          `\`\`\`${lines.join('\n')}\`\`\``,
        ]),
        'Alert `a1f4c2d09b7e`, runbook `docs/detections/mfa-device-added-without-mfa.md`',
      ].join('\n'),
    );
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
    expect(content.description).toContain('\n*What to do if it were real*\n1. ');
    expect(content.keywords[0]).toBe('DRILL');
    expect(metadata.additionalContext).toMatchObject({ kind: 'drill', drill: 'true' });
    expect(metadata.enableCustomActions).toBe(false);
    expect(content.description).not.toMatch(/npm start|SELECT/);
  });

  it('has buttons, and tells them the alert and the channel, which answers go to', () => {
    const { metadata } = render(sampleAlert(), 'new', { channel: '_soc-1_' });
    expect(metadata.enableCustomActions).toBe(true);
    expect(metadata.additionalContext).toMatchObject({ kind: 'alert', respond: 'a1f4c2d09b7e@_soc-1_' });
    expect(render(sampleAlert()).metadata.additionalContext).not.toHaveProperty('respond');
    const drill = render(sampleAlert({ drill: true }), 'new', { channel: 'soc' });
    expect(drill.metadata.additionalContext).not.toHaveProperty('respond');
  });

  it('tells buttons the queue that they send to, and nothing that is none', () => {
    const answerQueue = 'https://sqs.us-east-1.amazonaws.com/111122223333/mfa-watch-answers';
    const said = (alert: Alert, queue: string) =>
      render(alert, 'new', { channel: 'soc', answerQueue: queue }).metadata.additionalContext['queue'];
    expect(said(sampleAlert(), answerQueue)).toBe(answerQueue);
    expect(said(sampleAlert({ drill: true }), answerQueue)).toBeUndefined();
    for (const none of [
      `${answerQueue} --profile x`,
      'https://evil.com/111122223333/a',
      answerQueue.replace('s:', ':'),
    ])
      expect(said(sampleAlert(), none)).toBeUndefined();
  });

  it('says at its start that nobody has answered, and that somebody announced it', () => {
    const expected = { reason: 'new phone *now*', by: 'lea', until: '2026-11-20T11:00:00Z' };
    const { title, description } = render(sampleAlert({ severity: 'low', expected }), 'unanswered').content;
    expect(title).toMatch(/^LOW \(nobody has answered\): /);
    expect(description.split('\n').slice(0, 2)).toEqual([
      'Nobody has answered this alert in time, so you are told as well: say that you have it, so that others need not.',
      'ANNOUNCED by `lea`, until 2026-11-20 11:00:00 UTC: `new phone *now*`. That is why it is low and not more.',
    ]);
  });

  it('links to the runbook where it is published', () => {
    const { description } = render(guessingAlert(), 'new', { docsUrl: 'https://docs.example.com' }).content;
    expect(description).toContain(
      'Alert `a1f4c2d09b7e`, <https://docs.example.com/docs/detections/repeated-mfa-failures.md|runbook with all steps>',
    );
  });

  it('leaves out queries first, then commands, then the story, and never who, whom and devices', () => {
    const many = (length: number) => Array.from({ length }, (_, n) => `${n}-${'&'.repeat(150)}`);
    const full = sampleAlert({
      reasons: many(8),
      addresses: many(5),
      events: many(6).map((name) => ({ time: '2026-11-20T09:16:12Z', name, actor: name, sourceIp: name })),
      actor: { ...sampleAlert().actor, userAgent: '&'.repeat(300) },
      targets: many(9),
    });
    const { description } = render(full).content;
    expect(description).toMatch(/\n… \(shortened\)$/);
    expect(description).not.toContain('SELECT');
    expect(description).toContain('*Who* `mallory`');
    expect(description).toContain('*Whom* `alice`');
    expect(description).toContain('*new* `alice-tablet`');
    expect(description).toContain('Alert `a1f4c2d09b7e`');
    expect((description.match(/```/g) ?? []).length % 2).toBe(0);
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
    const beside = { docsUrl: 'https://docs.example.com', channel: 'soc' };
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const { content, metadata } = render(alert, update, beside);
        const { respond = '', ...context } = metadata.additionalContext;
        expect(respond).toBe(alert.drill === true ? '' : 'a1f4c2d09b7e@soc');
        const texts = [content.title, ...content.keywords, metadata.summary, ...Object.values(context)];
        for (const text of [...texts, foreign(content.description)]) expect(text).not.toMatch(alive);
        for (const text of [...texts, content.description])
          expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
        for (const fact of [/^\*Who\* /m, /^\*Whom\* /m, ...(alert.devices ? [/^\*MFA devices\* /m] : [])])
          expect(content.description).toMatch(fact);
      }),
    );
  });
});
