import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { noticeMessage } from '../../../lambda/alerts/notice-message';
import { chatOf, partsOf } from '../notice-parts';
import { firstPosture, postureNotice, weeklyPosture } from '../sample-notice';

const none = { count: 0, severities: {}, checks: {}, exposures: [] };

describe('what has changed since the last look', () => {
  it('reads like this', () => {
    expect(noticeMessage(postureNotice()).Subject).toBe(
      'HIGH: 2 new exposures in payments-prod, the worst: alice has a console password and no MFA device',
    );
    expect(partsOf(postureNotice()).email).toBe(`\
Since the last look at payments-prod (111122223333): 2 exposures (1
  high, 1 medium) are new or more severe, 1 exposure is mended or gone.
  Now 14 exposures (2 high, 3 medium, 9 low) stand open.

WHAT TO DO NOW
1. Begin with the first. What a check means, and what it does not see:
   docs/posture.md.

NEW OR MORE SEVERE: 2
- HIGH (was low): alice has a console password and no MFA device;
  console-password-without-mfa
- MEDIUM: Whoever steals deploy-bot’s access key can perhaps enrol an
  MFA device and gain what MFA protects; not decided; self-enrolment

MENDED OR GONE: 1
- LOW: The virtual device bob-old is assigned to nobody;
  virtual-device-unassigned

WHAT MENDS THEM
- self-enrolment: Apply the diff: it refuses enrolment to keys alone; a
  new user still enrols the first device at the console.
- console-password-without-mfa: Ask the user to register a passkey or
  another device: console, Security credentials, Assign MFA device.

All of them, with the policies to change:
npm start -- posture

WHEN        2026-11-26 06:00:00 UTC
`);
  });

  it('reads like this in Slack', () => {
    const { content } = chatOf(postureNotice());
    expect(content.title).toContain('HIGH: 2 new exposures in payments-prod');
    expect(content.description).toContain(
      '• HIGH (was low): alice has a console password and no MFA device; `console-password-without-mfa`',
    );
    expect(content.keywords).toEqual(['posture', 'high', 'payments-prod (111122223333)']);
  });

  it('names the one that is new, in the subject', () => {
    const { new: fresh } = postureNotice();
    const one = postureNotice({ new: { ...fresh, count: 1, exposures: fresh.exposures.slice(0, 1) } });
    expect(noticeMessage(one).Subject).toBe('HIGH: alice has a console password and no MFA device (payments-prod)');
  });

  it('is no alarm where things were only mended', () => {
    const mended = postureNotice({ severity: 'info', open: none, new: none, remedies: {} });
    expect(noticeMessage(mended).Subject).toBe('mfa-watch: 1 exposure mended in payments-prod');
    expect(partsOf(mended).email).toMatch(
      /^Since the last look at payments-prod \(111122223333\): 1 exposure is\n {2}mended or gone\. Now nothing stands open\.\n\nMENDED OR GONE: 1\n/,
    );
    expect(partsOf(mended).email).not.toMatch(/WHAT TO DO|npm start|NEW OR/);
  });

  it('says what could not be read, so that silence of it is no good news', () => {
    const unread = [{ where: 'iam:GetCredentialReport', what: 'IAM refuses it (AccessDenied)' }];
    expect(partsOf(postureNotice({ unread })).email).toContain(
      'COULD NOT BE READ, SO NOTHING OF IT COUNTS AS MENDED: 1\n- iam:GetCredentialReport: IAM refuses it (AccessDenied)\n',
    );
  });
});

describe('the first look', () => {
  it('tells counts, and the worst by name', () => {
    expect(noticeMessage(firstPosture()).Subject).toBe(
      'HIGH: 14 exposures (2 high, 3 medium, 9 low) in payments-prod, by a first look',
    );
    const { email } = partsOf(firstPosture());
    expect(email).toContain('THE WORST 2 OF 14\n- HIGH');
    expect(email).toContain('HOW MANY OF EACH\n- console-password-without-mfa: 1 high\n- self-enrolment: 1 medium\n');
  });
});

describe('the weekly summary', () => {
  it('tells since when each stands open, and what the week has brought', () => {
    expect(noticeMessage(weeklyPosture()).Subject).toBe(
      'mfa-watch: 14 exposures (2 high, 3 medium, 9 low) open in payments-prod',
    );
    const { email } = partsOf(weeklyPosture());
    expect(email).toMatch(
      /alice has a console password and no MFA device;\n {2}console-password-without-mfa; since 2026-11-18 \(8 days\)\n/,
    );
    expect(email).toContain('NEW IN THE WEEK: 1\n');
    expect(email).toContain('MENDED OR GONE IN THE WEEK: 1\n');
    expect(chatOf(weeklyPosture()).metadata.threadId).not.toBe(chatOf(postureNotice()).metadata.threadId);
  });

  it('says that nothing stands open', () => {
    const done = weeklyPosture({ open: none, new: none, remedies: {} });
    expect(noticeMessage(done).Subject).toBe('mfa-watch: nothing open in payments-prod');
    expect(partsOf(done).email).toContain(
      'nothing stands open. In the last week 0\n  came up and 1 was mended or went away.',
    );
  });
});

it('all of them name a page that there is, and a command that there is', () => {
  expect(readFileSync('docs/posture.md', 'utf8')).toContain('## The checks');
  expect(readFileSync('cli/program.ts', 'utf8')).toContain('addPostureCommand');
});

it.each(['x', '\u202e', '"\\', '李'])('a message stays under 256 KiB when flooded with %s', (filler) => {
  const flood = filler.repeat(50_000);
  const one = { ...postureNotice().mended.exposures[0], title: flood, subject: flood };
  const all = { ...none, count: 9_000, exposures: Array.from({ length: 25 }, () => one as (typeof none.exposures)[0]) };
  const unread = Array.from({ length: 25 }, () => ({ where: flood, what: flood }));
  const message = noticeMessage(weeklyPosture({ open: all, new: all, mended: all, unread, accountName: flood }));
  expect(Buffer.byteLength(JSON.stringify(message.MessageAttributes) + message.Message)).toBeLessThan(262_144);
});
