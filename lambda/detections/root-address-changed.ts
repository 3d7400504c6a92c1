import * as z from 'zod/mini';
import { actorName, credentialReason } from '../events/names';
import { account, apiCall, elsewhere } from '../events/samples';
import type { TrailEvent } from '../events/trail-event';
import { runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';
import { day } from '../time';

const start = 'StartPrimaryEmailUpdate';
const accept = 'AcceptPrimaryEmailUpdate';

export const page: DetectionPage = {
  why: 'Whoever owns the address can set a new password for root and, with the account’s phone number, have AWS take root’s MFA away. A role in the management account can change it for every member, and the code that confirms it goes to the new address: nobody who reads the old one has to agree.',
  severity: [
    'critical: the address was changed with a long-term key without MFA',
    'high: the address was changed',
    'medium: a change was asked for and not confirmed so far, or AWS refused to confirm one',
    'low: AWS refused to begin',
  ],
  blindSpots: [
    'No real record has been seen. Assumed, from AWS’s API reference and its samples of neighbouring calls: the member is in `requestParameters.accountId`, records are in us-east-1 and in the account of the caller, the member’s trail has none.',
    'Which account a refused call was about is read from its parameters or from the ARN in the message (assumed, too: `arn:aws:account::…:account/o-…/member`); where neither has it, the alert says that it is not named.',
    'AWS lets only the management account or the delegated administrator make these calls. What root itself does on the Account page is seen by `root-recovery`, if AWS records it as EmailUpdated; should it record both, there are two alerts.',
    'AWS may answer a start with ACCEPTED instead of PENDING. What that means is not documented; the answer is not read, and the start stays medium.',
    'In an organization, the management account and the delegated administrator for Account Management must have the member stack, or be the home account. Address and code are not kept: the alert does not name the new address.',
    'The alert stands under the account of the caller; that of root is in the title and the target. Confirmations more than a day after the last step are an alert of their own.',
  ],
  falsePositives: [
    'A planned change: high on purpose, for those who did not plan it. Nothing that concerns root can be announced with `expect` or excepted.',
    'The organization’s account factory, which gives handed-over accounts another address: compare the actor with the factory’s role, and the time with its work.',
    'An administrator who mistypes the code or the address: medium or low, and part of the story once it works.',
  ],
};

export const detection: Detection = {
  id: 'root-address-changed',
  title: 'Root’s e-mail address was changed through AWS Account Management',
  attack: ['T1098', 'T1078.004'],
  watches: [{ source: 'account.amazonaws.com', names: [start, accept] }],
  runbook: [
    'Within 15 minutes, ask the person behind `actor.arn`, and whoever answers for the accounts of the organization, whether it is a planned change, to `requestParameters.primaryEmail` of the record.',
    'If nobody planned it: stop the actor, then from the management account set the address back to a mailbox that you hold (`aws account start-primary-email-update --account-id ACCOUNT --primary-email ADDRESS`, then `accept-primary-email-update` with the code).',
    'Reset root’s password from that mailbox, check root’s MFA devices and the phone number of the account’s contact; better still, delete root’s credentials by central root access.',
    'Search CloudTrail of the account whose root it is, for `userIdentity.type` = Root and for PasswordRecoveryRequested, from `eventTime` until 24 hours later. If the address cannot be set back, open an AWS Support case.',
  ],
  settings: z.object({}),
  subjects: (event) => [`${event.account}/account:root-address:${event.target.name ?? 'unknown'}`],
  detect: ({ events }) => runs(events, day).map(finding),
};

function isDone({ name, errorCode }: TrailEvent): boolean {
  return name === accept && errorCode === undefined;
}

function finding(run: [TrailEvent, ...TrailEvent[]]): Finding {
  const { severity, reasons } = judge(run.flatMap(groundsOf));
  const worst = run.findLast((event) => judge(groundsOf(event)).severity === severity) ?? run[0];
  const credential = credentialReason(worst);
  return {
    title: `${actorName(worst)} ${wordingOf(worst)}`,
    severity,
    reasons: [...new Set([...reasons, credential])],
    events: run,
    act: worst,
    serialNumbers: [],
  };
}

function groundsOf(event: TrailEvent): Ground[] {
  const { actor, name, errorCode } = event;
  const refused = errorCode !== undefined;
  const isBareKey = actor.credential === 'long-term-key' && actor.mfa === 'none';
  return [
    { when: isDone(event) && isBareKey, severity: 'critical', reason: credentialReason(event) },
    { when: isDone(event), severity: 'high', reason: wordingOf(event) },
    { when: !isDone(event) && !(refused && name === start), severity: 'medium', reason: wordingOf(event) },
    { when: refused && name === start, severity: 'low', reason: wordingOf(event) },
  ];
}

function wordingOf({ name, errorCode, target }: TrailEvent): string {
  const address = `the e-mail address of ${target.name ?? 'root of an account that the record does not name'}`;
  if (name === start)
    return errorCode === undefined
      ? `asked to change ${address}; a code went to the new one`
      : `tried to ask for a change of ${address}, and was refused (${errorCode})`;
  return errorCode === undefined
    ? `changed ${address}`
    : `tried to confirm a change of ${address}, and was refused (${errorCode})`;
}

const member = '222233334444';
const primaryEmail = 'root@example.net';
const ofMember = { accountId: member, primaryEmail };
const role = { by: 'bob', with: 'role' } as const;

export const cases = (): Case[] => [
  {
    name: 'the management account asks for a change of a member, and confirms it',
    records: [apiCall('account', start, ofMember, role), apiCall('account', accept, ofMember, { ...role, minute: 3 })],
    expect: 'high',
    because: [`changed the e-mail address of root of ${member}`, 'asked to change', 'does not record'],
  },
  {
    name: 'a long-term key without MFA confirms it',
    records: [apiCall('account', accept, ofMember, { with: 'long-term-key', from: elsewhere })],
    expect: 'critical',
    because: ['long-term key without MFA'],
  },
  {
    name: 'an MFA session confirms it',
    records: [apiCall('account', accept, ofMember, { with: 'session-mfa' })],
    expect: 'high',
  },
  {
    name: 'the account’s own address',
    records: [apiCall('account', accept, { primaryEmail }, { with: 'root-mfa' })],
    expect: 'high',
    because: ['the e-mail address of root'],
  },
  {
    name: 'a change is asked for, even with a long-term key, and nothing more',
    records: [apiCall('account', start, ofMember, { with: 'long-term-key' })],
    expect: 'medium',
  },
  {
    name: 'a wrong code',
    records: [apiCall('account', accept, ofMember, { ...role, error: 'ValidationException' })],
    expect: 'medium',
    because: ['was refused (Validation)'],
  },
  {
    name: 'a refused start, whose member only the message names',
    records: [
      apiCall('account', start, ofMember, {
        error: 'AccessDeniedException',
        resource: `arn:aws:account::${account}:account/o-a1b2c3d4e5/${member}`,
      }),
    ],
    expect: 'low',
    because: [`root of ${member}`],
  },
  {
    name: 'the address is read',
    records: [apiCall('account', 'GetPrimaryEmail', { accountId: member }, { ...role, patch: { readOnly: true } })],
    expect: undefined,
  },
  {
    name: 'another contact is changed',
    records: [apiCall('account', 'PutAlternateContact', { ...ofMember, alternateContactType: 'BILLING' }, role)],
    expect: undefined,
  },
];
