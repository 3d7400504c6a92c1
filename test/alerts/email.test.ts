import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../lambda/alerts/alert';
import { renderEmail } from '../../lambda/alerts/email';
import { consoleLogin, deactivateMfaDevice, phone } from '../../lambda/events/samples';
import { alertsOf } from '../engine/world';
import { bob, guessingAlert, helpDeskAlert, hints, sampleAlert } from './sample-alert';

const body = (...args: Parameters<typeof renderEmail>): string => renderEmail(...args).body;

describe('the mail', () => {
  it('says why something is unknown once', () => {
    const reasons = [
      'whether alice had a device is unknown: IAM refused',
      'whether one is left is unknown: IAM refused',
      'b',
    ];
    expect(body(sampleAlert({ reasons }), 'new', hints)).toContain(
      'WHY         - whether alice had a device is unknown: IAM refused\n            - whether one is left is unknown\n            - b\n',
    );
  });

  it('names none of those that somebody tried as the one who tried them', () => {
    const actor: Alert['actor'] = { type: 'IAMUser', name: 'grace', credential: 'console', mfa: 'unknown' };
    expect(body(sampleAlert({ actor, targets: ['alice', 'grace'] }), 'new', hints)).toContain(
      'WHO         somebody at the sign-in page, under several names\n',
    );
    expect(body(sampleAlert({ actor, targets: ['grace'] }), 'new', hints)).toContain('at the sign-in page, as grace\n');
  });

  it('says it with the devices where no reason has said it', () => {
    const devices: Alert['devices'] = { status: 'unknown', why: 'IAM refused', limit: 8, list: [] };
    const count = (...reasons: string[]): number =>
      body(sampleAlert({ reasons, devices }), 'new', hints).split('IAM refused').length - 1;
    expect(count('long-term key without MFA')).toBe(1);
    expect(count('whether alice had a device is unknown: IAM refused')).toBe(1);
  });

  it('reads like this', () => {
    const mail = renderEmail(sampleAlert(), 'new', hints);
    expect(mail.subject).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials that were not MFA... (111122223333)',
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
WHERE FROM  - 203.0.113.9 (Netherlands, "AS64500 Example Hosting"), new
              for alice (no success from there known in the week before)
            - with "aws-cli/2.40.1 md/awscrt#0.29.2 ua/2.1
              os/linux#6.8.0 md/command#iam.enable-mfa-device"
WHEN        2026-11-20 09:15:40 to 09:16:12 UTC, 2 events

WHAT HAPPENED (UTC)
- 09:15:40 CreateVirtualMFADevice ok: mallory from 203.0.113.9
- 09:16:12 EnableMFADevice ok: mallory from 203.0.113.9

WHAT TO DO NOW
1. Ask the user alice, by phone and not by mail, whether they asked for
   this device.
2. Read everything the actor did in the 24 hours before and after
   (\`userIdentity.accessKeyId\`).
3. If nobody can vouch for it: stop the actor, take the device away,
   reset the password.

Say that you have it, in the folder mfa-watch:
npm start -- ack a1f4c2d09b7e

COMMANDS for account 111122223333; none of them has been run

Which account is your shell in? It must print 111122223333:
aws sts get-caller-identity --query=Account --output=text

See which devices are there now:
aws iam list-mfa-devices --user-name='alice'

See which access keys are there:
aws iam list-access-keys --user-name='alice'

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

What else they did in the 24 hours before and after, in Athena (add
conditions on partitions if your table has any):
SELECT eventtime, eventsource, eventname, errorcode, sourceipaddress,
  useridentity.arn, useridentity.accesskeyid, requestparameters
FROM cloudtrail_logs
WHERE eventtime BETWEEN '2026-11-19T09:15:40Z' AND '2026-11-21T09:16:12Z'
  AND (useridentity.accesskeyid = 'AKIAEXAMPLEMALLORY01'
    OR useridentity.arn = 'arn:aws:iam::111122223333:user/mallory'
    OR sourceipaddress = '203.0.113.9'
    OR (recipientaccountid = '111122223333' AND (useridentity.username IN ('mallory', 'alice') OR json_extract_scalar(requestparameters, '$.userName') IN ('mallory', 'alice'))))
ORDER BY eventtime

The same in CloudWatch Logs Insights, where you set the time range:
2026-11-19 09:15:40 UTC to 2026-11-21 09:16:12 UTC:
fields eventTime, eventSource, eventName, errorCode, sourceIPAddress, userIdentity.arn, userIdentity.accessKeyId
| filter (userIdentity.accessKeyId = "AKIAEXAMPLEMALLORY01"
  or userIdentity.arn = "arn:aws:iam::111122223333:user/mallory"
  or sourceIPAddress = "203.0.113.9"
  or (recipientAccountId = "111122223333" and (userIdentity.userName in ["mallory", "alice"] or requestParameters.userName in ["mallory", "alice"])))
| sort eventTime asc
| limit 1000

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
    const { subject, body: text } = renderEmail(sampleAlert({ accountName: 'payments-prod' }), 'new', hints);
    expect(subject).toBe(
      'CRITICAL: mallory added an MFA device to alice with credentials ... in payments-prod (111122223333)',
    );
    expect(text).toContain('WHOM        alice\n            account payments-prod (111122223333), us-east-1\n');
    expect(text).toContain('COMMANDS for account payments-prod (111122223333); none of them has been\n  run\n');
  });

  it('quotes an account’s name that could pass for our own words', () => {
    const accountName = 'safe (123456789012), verified by security; see www.evil.net';
    const { subject, body: text } = renderEmail(sampleAlert({ accountName }), 'new', hints);
    expect(subject).toMatch(/ in "safe \(123456789012\), verified\.\.\." \(111122223333\)$/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'account "safe (123456789012), verified by security; see www[.]evil[.]net" (111122223333), us-east-1',
    );
  });

  it('tells an unknown inventory, why, and what is certain', () => {
    expect(body(helpDeskAlert(), 'new', hints)).toContain(`\
DEVICES     unknown, at least 1 of at most 8
            IAM refused the look-up (AccessDenied on iam:ListMFADevices)
            - NEW: GAHT12345678 (hardware token), added by this event
`);
  });

  it('tells all addresses of a burst, and speaks of a failed sign-in as what it is', () => {
    const mail = body(guessingAlert(), 'new', hints);
    expect(mail).toContain(
      'WHO         somebody at the sign-in page, as paulo\n            not identified by the record\n',
    );
    expect(mail).toContain('WHOM        paulo\n');
    expect(mail).toContain(`\
WHERE FROM  - 203.0.113.9 (Netherlands), new for paulo (no success from
              there known in the week before)
            - 198.51.100.7, not new for paulo: seen in the week before
            - 192.0.2.44 ("AS64511 Example Mobile"), new for paulo (no
              success from there known in the week before)
`);
    expect(mail).not.toContain('DEVICES');
  });

  it('never says of a session whose MFA is not recorded that it had none', () => {
    for (const credential of ['role', 'federated', 'identity-center', 'assumed-root'] as const) {
      const mail = body({ ...helpDeskAlert(), actor: { ...bob, credential } }, 'new', hints).replace(/\s+/g, ' ');
      expect(mail).toContain('CloudTrail does not record whether MFA was used');
      expect(mail).not.toMatch(/without MFA|no MFA|not MFA-authenticated/i);
    }
  });

  it('does not take a sign-in for a failed one where the record does not say how it was let in', async () => {
    const [alert] = await alertsOf([consoleLogin({ patch: { additionalEventData: null } })], { devices: {} });
    expect(body(alert ?? sampleAlert(), 'new', hints)).toContain(`\
WHO         alice
            AWS console; CloudTrail does not record whether MFA was used
`);
  });

  it('does not take an IAM user who is called root for root', async () => {
    const removal = deactivateMfaDevice({ by: 'root', with: 'console-mfa', for: 'alice', serial: phone });
    const [alert] = await alertsOf([removal], { devices: { alice: [phone] } });
    const mail = body(alert ?? sampleAlert(), 'new', hints);
    expect(mail).toContain('HIGH: IAM user root removed an MFA device from alice');
    expect(mail).toContain('WHO         IAM user root\n');
  });

  it('says in subject and body what an update is about', () => {
    expect(renderEmail(guessingAlert(), 'raised', hints).subject).toMatch(/^HIGH \(raised\): 6 sign-ins/);
    expect(body(guessingAlert(), 'widened', hints)).toContain(
      'You have had this alert before: more has happened since.',
    );
  });

  it('of a drill says so before all else, and gives no commands', () => {
    const mail = renderEmail(sampleAlert({ drill: true }), 'new', hints);
    expect(mail.subject).toMatch(/^\[DRILL\] CRITICAL: .*\.\.\. \(111122223333\)$/);
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
    expect(body(sampleAlert({ region }), 'new', hints)).toContain(`\n${url}`);
  });

  it('tells the day of each event where there are several days', () => {
    const line = { name: 'EnableMFADevice', actor: 'mallory' };
    const events = ['2026-11-19T23:00:00Z', '2026-11-20T08:00:00Z'].map((time) => ({ ...line, time }));
    const mail = body(sampleAlert({ events, count: 2, time: '2026-11-20T08:00:00Z' }), 'new', hints);
    expect(mail).toContain('- 2026-11-19 23:00:00 EnableMFADevice ok: mallory\n- 2026-11-20 08:00:00 EnableMFADevice');
  });

  it('says of an address only what is known: nothing of one that nothing is there to compare with', () => {
    expect(body(helpDeskAlert(), 'new', hints)).toContain(`\
WHERE FROM  - 198.51.100.20
            - nothing to compare with: no sign-in or MFA call of alice
              is known between a week and an hour before
`);
    const unknown = body(sampleAlert({ origins: undefined }), 'new', hints);
    expect(unknown).toContain('WHERE FROM  - 203.0.113.9\n');
    expect(unknown).not.toMatch(/week|compare/);
  });

  it('compares with no single user where several are concerned', () => {
    const mail = body(sampleAlert({ targets: ['alice', 'bob'] }), 'new', hints);
    expect(mail.replace(/\s+/g, ' ')).toContain(
      '"AS64500 Example Hosting"), new (no success from there known in the week before)',
    );
  });

  it('tells what happened, the newest last, and how it ended, where more than one thing did', () => {
    expect(body(guessingAlert(), 'new', hints)).toContain(
      '\n\nWHAT HAPPENED (UTC)\n- 22:01:02 ConsoleLogin FAILED: paulo from 203.0.113.9\n- 22:02:02 ',
    );
    expect(body(helpDeskAlert(), 'new', hints)).not.toContain('WHAT HAPPENED');
    const many = Array.from({ length: 20 }, (_, n) => ({
      time: `2026-11-19T22:00:${10 + n}Z`,
      name: 'EnableMFADevice',
    }));
    const mail = body(
      sampleAlert({ events: many.map((one) => ({ ...one, error: 'AccessDenied' })), count: 300 }),
      'new',
      hints,
    );
    expect(mail).toContain(
      '\n- 288 earlier\n- 2026-11-19 22:00:18 EnableMFADevice FAILED (AccessDenied): actor not\n  named\n',
    );
  });

  it('gives three steps, and where the rest is', () => {
    const mail = body(sampleAlert(), 'new', { ...hints, docsUrl: 'https://docs.example.com/mfa-watch/' });
    expect(mail).not.toContain('Write down');
    expect(mail).toContain(
      'The runbook, with all steps:\nhttps://docs.example.com/mfa-watch/docs/detections/mfa-device-added-without-mfa.md\n',
    );
  });

  it.each(['http://docs.example.com', 'javascript:alert(1)', 'https://a.example/x y', 'https://a.example/"><b'])(
    'links to no place such as %s',
    (docsUrl) => {
      expect(body(sampleAlert(), 'new', { ...hints, docsUrl })).toBe(body(sampleAlert(), 'new', hints));
    },
  );

  it('says at its start that somebody announced it: who, why, until when, and what came of it', () => {
    const expected = { reason: 'new phone', by: 'lea', until: '2026-11-20T11:00:00Z' };
    const mail = body(sampleAlert({ severity: 'low', expected }), 'new', hints);
    expect(mail.split('\n\n')[1]?.replace(/\s+/g, ' ')).toBe(
      'ANNOUNCED by lea, until 2026-11-20 11:00:00 UTC: "new phone". That is why it is low and not more.',
    );
    expect(mail).toContain('WHAT TO DO IF NOBODY KNOWS OF IT');
  });

  it('says that nobody has answered', () => {
    const mail = renderEmail(sampleAlert(), 'unanswered', hints);
    expect(mail.subject).toMatch(/^CRITICAL \(nobody has answered\): mallory/);
    expect(mail.body).toContain(
      '\n\nNobody has answered this alert in time, so you are told as well: say\nthat you have it, so that others need not.\n\n',
    );
  });
});
