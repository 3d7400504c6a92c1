import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { updates } from '../../lambda/alerts/alert';
import { renderEmail } from '../../lambda/alerts/email';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { bob, guessingAlert, helpDeskAlert, sampleAlert, steps } from './sample-alert';

const body = (...args: Parameters<typeof renderEmail>): string => renderEmail(...args).body;

describe('the mail', () => {
  it('reads like this', () => {
    const mail = renderEmail(sampleAlert(), 'new', steps);
    expect(mail.subject).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials that were not MFA-authenticated',
    );
    expect(mail.body).toBe(`\
CRITICAL: mallory added an MFA device to alice with credentials that
were not MFA-authenticated.

WHY         - alice already had 1 device
            - the actor is not the target
            - long-term key without MFA
WHO         mallory
            long-term access key (AKIAEXAMPLEMALLORY01); not
            MFA-authenticated
WHOM        alice
            account 111122223333, us-east-1
DEVICES     2 of 8
            - NEW: alice-tablet (virtual), added by this event
            - alice-phone (virtual), added 212 days earlier
WHERE FROM  203.0.113.9
            "aws-cli/2.40.1 md/awscrt#0.29.2 ua/2.1 os/linux#6.8.0
            md/command#iam.enable-mfa-device"
WHEN        2026-11-20 09:15:40 to 09:16:12 UTC, 2 events

WHAT TO DO NOW
1. Ask the target, by phone and not by mail, whether they asked for this
   device (\`requestParameters.userName\`).
2. Read everything the actor did in the 24 hours before and after
   (\`userIdentity.accessKeyId\`).
3. If nobody can vouch for it: stop the actor, take the device away,
   reset the password.

COMMANDS for account 111122223333; none of them has been run

Which account is your shell in? It must print 111122223333:
aws sts get-caller-identity --query=Account --output=text

See which devices are there now:
aws iam list-mfa-devices --user-name='alice'

Only if nobody can vouch for this:

Switch off the key that was used:
aws iam update-access-key --user-name='mallory' --access-key-id='AKIAEXAMPLEMALLORY01' --status='Inactive'

Deny the actor everything, open sessions too (undo: detach-user-policy):
aws iam attach-user-policy --user-name='mallory' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'

Take the new device away:
aws iam deactivate-mfa-device --user-name='alice' --serial-number='arn:aws:iam::111122223333:mfa/alice-tablet'

The target's devices and keys in IAM:
https://us-east-1.console.aws.amazon.com/iam/home#/users/details/alice?section=security_credentials
What the actor did (CloudTrail event history):
https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events?Username=mallory

Alert       a1f4c2d09b7e
Detection   mfa-device-added-without-mfa
Also part   mfa-device-added
ATT&CK      T1098.005, T1556.006
Actor       arn:aws:iam::111122223333:user/mallory
New device  arn:aws:iam::111122223333:mfa/alice-tablet
Events      7d1f0c11-0000-4000-8000-000000000001
            7d1f0c11-0000-4000-8000-000000000002
Dedup key   111122223333/alice
Runbook     docs/detections/mfa-device-added-without-mfa.md
`);
  });

  it('names the account in the subject, however long the rest is, over the facts and over the commands', () => {
    const { subject, body: text } = renderEmail(sampleAlert({ accountName: 'payments-prod' }), 'new', steps);
    expect(subject).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials ... in payments-prod (111122223333)',
    );
    expect(text).toContain('WHOM        alice\n            account payments-prod (111122223333), us-east-1\n');
    expect(text).toContain('COMMANDS for account payments-prod (111122223333); none of them has been\nrun\n');
  });

  it('quotes an account’s name that could pass for our own words', () => {
    const accountName = 'safe (123456789012), verified by security; see www.evil.net';
    const { subject, body: text } = renderEmail(sampleAlert({ accountName }), 'new', steps);
    expect(subject).toMatch(/ in "safe \(123456789012\), verified\.\.\." \(111122223333\)$/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'account "safe (123456789012), verified by security; see www[.]evil[.]net" (111122223333), us-east-1',
    );
  });

  it('tells an unknown inventory, why, and what is certain', () => {
    expect(body(helpDeskAlert(), 'new', steps)).toContain(`\
DEVICES     unknown, at least 1 of at most 8
            IAM refused the look-up (AccessDenied on iam:ListMFADevices)
            - NEW: GAHT12345678 (hardware token), added by this event
`);
  });

  it('tells all addresses of a burst, and speaks of a failed sign-in as what it is', () => {
    const mail = body(guessingAlert(), 'new', steps);
    expect(mail).toContain(
      'WHO         somebody at the sign-in page, as paulo\n            not signed in, so nobody knows who it was\n',
    );
    expect(mail).toContain('WHOM        paulo\n');
    expect(mail).toContain('WHERE FROM  203.0.113.9\n            198.51.100.7\n            192.0.2.44\n');
    expect(mail).not.toContain('DEVICES');
  });

  it('never says of a session whose MFA is not recorded that it had none', () => {
    for (const credential of ['role', 'federated', 'identity-center', 'assumed-root'] as const) {
      const mail = body({ ...helpDeskAlert(), actor: { ...bob, credential } }, 'new', steps).replace(/\s+/g, ' ');
      expect(mail).toContain('CloudTrail does not record whether MFA was used');
      expect(mail).not.toMatch(/without MFA|no MFA|not MFA-authenticated/i);
    }
  });

  it('says in subject and body what an update is about', () => {
    expect(renderEmail(guessingAlert(), 'raised', steps).subject).toMatch(/^HIGH \(raised\): 6 sign-ins/);
    expect(body(guessingAlert(), 'widened', steps)).toContain(
      'You have had this alert before: more has happened since.',
    );
  });

  it('of a drill says so before all else, and gives no commands', () => {
    const mail = renderEmail(sampleAlert({ drill: true }), 'new', steps);
    expect(mail.subject).toMatch(/^\[DRILL\] CRITICAL: .*\.\.\.$/);
    expect(mail.body).toMatch(/^DRILL: an exercise\. Nothing has happened/);
    expect(mail.body).not.toMatch(/^aws /m);
    expect(mail.body).toContain('WHAT TO DO IF IT WERE REAL');
  });

  it.each([
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/iam/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/iam/'],
    ['eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/iam/'],
    ['global', 'https://us-east-1.console.aws.amazon.com/iam/'],
    ['evil.com/', 'https://us-east-1.console.aws.amazon.com/iam/'],
  ])('links to the console of the partition: %s', (region, url) => {
    expect(body(sampleAlert({ region }), 'new', steps)).toContain(`\n${url}`);
  });

  it('keeps attackers out of its lines: subject, width, controls, links, headings', () => {
    holds(
      fc.property(fuzzedAlert, fc.constantFrom(...updates), (alert, update) => {
        const mail = renderEmail(alert, update, steps);
        expect(mail.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(mail.subject.startsWith('[DRILL] ')).toBe(alert.drill === true);
        expect(mail.body.startsWith('DRILL: an exercise.')).toBe(alert.drill === true);
        expect(mail.body).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
        const lines = mail.body.split('\n');
        const own = /^(aws iam [a-z]|https:\/\/us-east-1\.console\.aws\.amazon\.com\/)/;
        for (const line of lines.filter((text) => !own.test(text))) {
          expect(Array.from(line).length).toBeLessThanOrEqual(72);
          expect(line).not.toContain('://');
        }
        expect(lines.filter((line) => /^WHAT TO DO/.test(line))).toHaveLength(1);
        expect(mail.body.length).toBeLessThan(40_000);
      }),
    );
  });
});
