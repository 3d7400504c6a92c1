import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { noticeMessage } from '../../lambda/alerts/notice-message';
import { chatOf, partsOf } from './notice-parts';
import { alarmNotice, digestNotice } from './sample-notice';

const redrive =
  'npm start -- redrive https://sqs.eu-north-1.amazonaws.com/222233334444/mfa-watch-forward-dead-letters --function FUNCTION_ARN --dry-run';
const replay = 'npm start -- replay FOLDER --since 2026-11-21 --until 2026-11-21 --min-severity info --show-suppressed';

describe('that events do not arrive', () => {
  it('reads like this', () => {
    expect(noticeMessage(alarmNotice()).Subject).toBe('HIGH: mfa-watch misses events from eu-north-1 of payments-prod');
    expect(partsOf(alarmNotice()).email).toBe(`\
Events from eu-north-1 of payments-prod (222233334444) do not reach
  mfa-watch: they wait in the dead-letter queue
  mfa-watch-forward-dead-letters there (14 days).

WHAT TO DO NOW
1. Until this is mended, tampering with MFA there may go unnoticed: look
   in CloudTrail there yourself, for ConsoleLogin, CheckMfa and calls on
   MFA devices.
2. Find out why they were refused, with the command below, and mend it:
   docs/operations.md, "Events of a region do not arrive".
3. Then send them again: the same command without --dry-run. If
   222233334444 is a member account, compare the event ids with the
   organization's trail first, then add --trust-account 222233334444:
   docs/operations.md, "The dead-letter queue holds messages".

What lies there, and why; changes nothing (with credentials for account
222233334444; FUNCTION_ARN: output FunctionArn of the home stack):
${redrive}

WHEN        2026-11-22 03:12:40 UTC
`);
  });

  it('reads like this in Slack', () => {
    const { content, metadata } = chatOf(alarmNotice());
    expect(content.title).toBe('HIGH: mfa-watch misses events from eu-north-1 of payments-prod');
    expect(content.description).toBe(
      [
        'Events from eu-north-1 of `payments-prod` (`222233334444`) do not reach mfa-watch: they wait in the dead-letter queue mfa-watch-forward-dead-letters there (14 days).',
        '*What to do now*',
        '1. Until this is mended, tampering with MFA there may go unnoticed: look in CloudTrail there yourself, for ConsoleLogin, CheckMfa and calls on MFA devices.',
        '2. Find out why they were refused, with the command below, and mend it: docs/operations.md, "Events of a region do not arrive".',
        '3. Then send them again: the same command without --dry-run. If 222233334444 is a member account, compare the event ids with the organization\'s trail first, then add --trust-account 222233334444: docs/operations.md, "The dead-letter queue holds messages".',
        'What lies there, and why; changes nothing (with credentials for account 222233334444; FUNCTION_ARN: output FunctionArn of the home stack):',
        `\`\`\`${redrive}\`\`\``,
        '*When* 2026-11-22 03:12:40 UTC',
      ].join('\n'),
    );
    expect(content.keywords).toEqual(['alarm', 'high', 'payments-prod (222233334444)']);
    expect(metadata.threadId).toBe(chatOf(alarmNotice({ state: 'OK' })).metadata.threadId);
  });

  it('is over when the queue is empty, which need not be good news', () => {
    const over = alarmNotice({ state: 'OK', accountName: undefined });
    expect(noticeMessage(over).Subject).toBe(
      'mfa-watch: no events from eu-north-1 of 222233334444 are waiting any more',
    );
    expect(partsOf(over).email).toContain('WHAT TO DO NOW\n1. If nobody has sent them again, they were deleted or');
  });

  it.each([
    ['us-gov-east-1', 'https://sqs.us-gov-east-1.amazonaws.com/'],
    ['cn-northwest-1', 'https://sqs.cn-northwest-1.amazonaws.com.cn/'],
    ['eusc-de-east-1', 'https://sqs.eusc-de-east-1.amazonaws.eu/'],
  ])('names the queue of the partition: %s', (region, url) => {
    expect(partsOf(alarmNotice({ region })).email).toContain(url);
  });
});

describe('what got lost on its way', () => {
  const home = { account: '111122223333', accountName: undefined, region: 'us-east-1' };
  const tool = alarmNotice({ ...home, queue: 'mfa-watch-undelivered-to-pager' });
  const answer = alarmNotice({ ...home, queue: 'mfa-watch-answers-undone' });

  it('to a tool reads like this', () => {
    expect(noticeMessage(tool).Subject).toBe('HIGH: alerts for pager could not be delivered');
    expect(partsOf(tool).email).toBe(`\
Alerts for pager (https in mfa-watch.yaml) could not be delivered: wrong
  key or URL? They lie in the queue mfa-watch-undelivered-to-pager for
  14 days.

WHAT TO DO NOW
1. Who relies on that tool does not know of these alerts: look at them
   with "npm start -- alerts".
2. Mend key or URL in mfa-watch.yaml, deploy, and send a drill: "npm
   start -- drill".
3. Why, and how to empty the queue: docs/operations.md, "Alerts for a
   tool are not delivered".

What lies there, and why (ten at most; it takes nothing away):
aws sqs receive-message --region us-east-1 --queue-url https://sqs.us-east-1.amazonaws.com/111122223333/mfa-watch-undelivered-to-pager --message-attribute-names All --max-number-of-messages 10 --visibility-timeout 0

WHEN        2026-11-22 03:12:40 UTC
`);
  });

  it('of answers from Slack reads like this', () => {
    expect(noticeMessage(answer).Subject).toBe('HIGH: an answer from Slack was not taken');
    expect(partsOf(answer).email).toMatch(
      /^Somebody pressed a button under an alert, and the answer could not be\n {2}taken: it lies in the queue mfa-watch-answers-undone for 14 days\.\n/,
    );
    expect(partsOf(answer).email).toContain('1. The alert counts as unanswered: press again, or answer with');
  });

  it.each([tool, answer])('names a heading that the documentation has: $queue', (notice) => {
    const [, heading = ''] = /docs\/operations\.md,\s+"([^"]+)"/.exec(partsOf(notice).email) ?? [];
    expect(readFileSync('docs/operations.md', 'utf8')).toContain(`\n## ${heading.replace(/\s+/g, ' ')}\n`);
  });

  it.each([tool, answer])('is over when the queue is empty, in the same thread: $queue', (notice) => {
    const over = { ...notice, state: 'OK' as const };
    expect(noticeMessage(over).Subject).toBe(`mfa-watch: the queue ${notice.queue ?? ''} is empty again`);
    expect(partsOf(over).email).toMatch(/any\s+more:\s+it\s+was\s+emptied,\s+or\s+the\s+14\s+days/);
    expect(partsOf(over).email).not.toContain('aws sqs');
    const threads = [notice, over, alarmNotice(home)].map((one) => chatOf(one).metadata.threadId);
    expect([threads[0] === threads[1], threads[0] === threads[2]]).toEqual([true, false]);
  });
});

describe('the digest', () => {
  it('reads like this', () => {
    expect(noticeMessage(digestNotice()).Subject).toBe(
      'mfa-watch digest of 2026-11-21: 2 excepted, 12 low, 302 info, 2 exceptions to look at',
    );
    expect(partsOf(digestNotice()).email).toBe(`\
316 alerts of 2026-11-21 listed here only: less severe than you asked
  for, or covered by an exception.

COVERED BY AN EXCEPTION: 2
- HIGH: helpdesk removed bob's last MFA device; payments-prod
  (222233334444), 2026-11-21 09:16:12 UTC; covered until 2026-11-25:
  "tokens are replaced" (lea@example.com)
- MEDIUM: helpdesk removed an MFA device of carol; payments-prod
  (222233334444), 2026-11-21 09:30:00 UTC; covered until 2026-11-25:
  "tokens are replaced" (lea@example.com)
In all: 2 × mfa-device-removed

LESS SEVERE THAN YOU ASKED FOR (minSeverity): 314
- LOW: alice was asked for MFA 3 times and did not answer; 111122223333,
  2026-11-21 22:40:01 UTC
and 313 more
In all: 310 × mfa-device-added, 4 × mfa-challenge-abandoned

EXCEPTIONS TO LOOK AT: 2
- detection mfa-device-removed, actor helpdesk: ends on 2026-11-25;
  "tokens are replaced" (lea@example.com)
- user terraform: ends on 2027-01-31; not used since 2026-11-02;
  "rotates keys" (platform)

To see all of it, from your CloudTrail files:
${replay}
`);
  });

  it('of exceptions alone says so', () => {
    const none = { count: 0, severities: {}, detections: {}, alerts: [] };
    const alone = digestNotice({ suppressed: none, below: none });
    expect(noticeMessage(alone).Subject).toBe('mfa-watch digest of 2026-11-21: 2 exceptions to look at');
    expect(partsOf(alone).email).toMatch(/^Exceptions in mfa-watch.yaml need somebody to look at them\.\n\nEXCEPTIONS/);
    expect(partsOf(alone).email).not.toContain('replay');
  });

  it.each(['x', '\u202e', '"\\', '李'])('keeps under 256 KiB when flooded with %s', (filler) => {
    const flood = filler.repeat(50_000);
    const agreed = { reason: flood, owner: flood, expires: '2026-12-31' };
    const one = { ...digestNotice().suppressed.alerts[0], title: flood, accountName: flood, suppressed: agreed };
    const { suppressed: group } = digestNotice();
    const full = { ...group, count: 9000, alerts: Array.from({ length: 25 }, () => one as (typeof group.alerts)[0]) };
    const message = noticeMessage(digestNotice({ suppressed: full, below: full }));
    expect(Buffer.byteLength(JSON.stringify(message.MessageAttributes) + message.Message)).toBeLessThan(262_144);
    expect(partsOf(digestNotice({ suppressed: full, below: full })).email).toMatch(/\nand \d+ more\n/);
  });
});
