import * as z from 'zod/mini';
import { addressOf, networkOf } from '../events/address';
import { isWorkSpaces } from '../events/mfa-check';
import { few, targetName, orMore } from '../events/names';
import { account, consoleLogin, elsewhere, home, unknownUserLogin } from '../events/samples';
import { byTime, type TrailEvent } from '../events/trail-event';
import { bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const count = z.int().check(z.minimum(2));
const settings = z.object({
  /** Different users who failed. */
  users: z._default(count, 6),
  /** Failures under names that do not exist; AWS hides those names, so they are counted one by one. */
  hiddenNames: z._default(count, 10),
  windowMinutes: z._default(z.number().check(z.positive(), z.maximum(1440)), 10),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'Somebody tries one common password with many names, or many leaked passwords with their owners’ names. Each user sees one or two failures, so only the address shows it.',
  severity: ['medium: six or more users, or ten or more failures under names that AWS hides, in 10 minutes'],
  blindSpots: [
    'A success among the failures is not looked for here.',
    'Attempts that are spread over many addresses, or slower than the window.',
    'A name that does not exist in the account is hidden by AWS: ten failures may be ten names or one.',
  ],
  falsePositives: [
    'An office behind one address on the day that passwords expire: raise `users`.',
    'Somebody who keeps typing an old user name: ten times in 10 minutes is rare.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'sign-in-spray',
  title: 'Sign-ins of many users failed from one address',
  attack: ['T1110.003', 'T1110.004'],
  watches: [{ source: 'signin.amazonaws.com', names: ['ConsoleLogin', 'CredentialVerification'] }],
  runbook: [
    'Within 2 hours, search CloudTrail for ConsoleLogin and UserAuthentication with this `sourceIPAddress` from 24 hours before until now: did any sign-in succeed?',
    'If one did: treat that user as taken over: new password, end the sessions. `additionalEventData.MFAUsed` = No says that the password was enough.',
    'Find out whose the address is (office, VPN, a scanner of your own); if nobody’s, ask the named users to change passwords that they use elsewhere too.',
  ],
  settings,
  subjects: (event) => {
    const address = addressOf(event);
    const isFailure = event.signIn?.outcome === 'Failure' && !isWorkSpaces(event.signIn);
    return isFailure && address !== undefined ? [`${event.account}/address:${networkOf(address)}`] : [];
  },
  detect: ({ events }, { users, hiddenNames, windowMinutes }) => {
    const span = windowMinutes * 60_000;
    const named = events.filter(({ target }) => target.name !== undefined);
    const hidden = events.filter(({ target }) => target.name === undefined);
    const byUser = bursts(named, span, users, userOf);
    const byCount = bursts(hidden, span, hiddenNames);
    const failures = [...byUser, ...byCount].flatMap((burst) => burst.events).sort(byTime);
    return runs(failures, span).map((run): Finding => {
      const most = (of: typeof byUser): number =>
        Math.max(0, ...of.filter((burst) => burst.events.some((event) => run.includes(event))).map(({ peak }) => peak));
      const names = [...new Set(run.filter(({ target }) => target.name !== undefined).map(userOf))];
      return {
        title: `${orMore(run.length)} sign-ins failed from ${placeOf(run)}, ${whose(names, most(byCount) > 0)}`,
        ...judge([
          {
            when: most(byUser) > 0,
            severity: 'medium',
            reason: `${most(byUser)} users failed from one address in ${windowMinutes} minutes: ${few([...names].sort())}`,
          },
          {
            when: most(byCount) > 0,
            severity: 'medium',
            reason: `${most(byCount)} sign-ins in ${windowMinutes} minutes under names that do not exist (AWS hides them)`,
          },
        ]),
        events: run,
        serialNumbers: [],
      };
    });
  },
};

/** Of one address, or of one IPv6 network. */
function placeOf([first, ...others]: readonly TrailEvent[]): string {
  const address = (first && addressOf(first)) ?? 'one address';
  const isSame = others.every((event) => addressOf(event)?.toLowerCase() === address.toLowerCase());
  return isSame ? address : networkOf(address);
}

function userOf(event: TrailEvent): string {
  return targetName(event).toLowerCase();
}

function whose(names: readonly string[], hidden: boolean): string {
  if (names.length === 0) return 'all under names that do not exist';
  return `of ${names.length} users${hidden ? ' and under names that do not exist' : ''}`;
}

const six = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const failed = (by: string, minute: number, from = elsewhere, mfaUsed: 'Yes' | 'No' = 'No'): object =>
  consoleLogin({ by, minute, from, mfaUsed, outcome: 'Failure' });

const verification = (by: string, minute: number, type = 'TOTP'): object =>
  consoleLogin({
    by,
    minute,
    from: elsewhere,
    patch: {
      eventName: 'CredentialVerification',
      eventType: 'AwsServiceEvent',
      userIdentity: {
        type: 'IdentityCenterUser',
        accountId: account,
        userName: by,
        principalId: `a4b8c4d8-1061-${by}`,
      },
      responseElements: null,
      additionalEventData: { AuthWorkflowID: 'f00d', CredentialType: type },
      serviceEventDetails: { CredentialVerification: 'Failure' },
    },
  });

export const cases = (): Case[] => [
  {
    name: 'six users fail from one address in ten minutes',
    records: six.map((by, index) => failed(by, index * 2)),
    expect: 'medium',
    because: ['6 users', 'alice, bob, carol'],
  },
  {
    name: 'the window slides, and MFAUsed makes no difference',
    records: [failed('zoe', -9), ...six.map((by, index) => failed(by, index, elsewhere, index % 2 ? 'Yes' : 'No'))],
    expect: 'medium',
  },
  {
    name: 'six users of Identity Center fail from one address',
    records: six.map((by, index) => verification(by, index)),
    expect: 'medium',
    because: ['6 users'],
  },
  {
    name: 'six users of WorkSpaces fail from one address',
    records: six.map((by, index) => verification(by, index, 'SMARTCARD')),
    expect: undefined,
  },
  {
    name: 'six users fail from addresses of one IPv6 network',
    records: six.map((by, index) => failed(by, index * 2, `2001:db8:10:0020:${index}:aa:bb:${index}`)),
    expect: 'medium',
    because: ['6 users'],
  },
  {
    name: 'six users fail from addresses of two IPv6 networks',
    records: six.map((by, index) => failed(by, index * 2, `2001:db8:10:${index % 2}::${index}`)),
    expect: undefined,
  },
  {
    name: 'ten names that do not exist',
    records: Array.from({ length: 10 }, (_, minute) => unknownUserLogin({ minute, from: elsewhere })),
    expect: 'medium',
    because: ['AWS hides'],
  },
  { name: 'five users', records: six.slice(1).map((by, index) => failed(by, index)), expect: undefined },
  {
    name: 'one user in six spellings',
    records: ['bob', 'Bob', 'BOB', 'boB', 'bOb', 'bOB'].map((by, index) => failed(by, index)),
    expect: undefined,
  },
  {
    name: 'six users from two addresses',
    records: six.map((by, index) => failed(by, index, index % 2 ? elsewhere : home)),
    expect: undefined,
  },
  {
    name: 'six users in eleven minutes',
    records: six.map((by, index) => failed(by, index * 2.2)),
    expect: undefined,
  },
  {
    name: 'nine names that do not exist',
    records: Array.from({ length: 9 }, (_, minute) => unknownUserLogin({ minute })),
    expect: undefined,
  },
  {
    name: 'an office signs in on Monday morning',
    records: six.map((by, minute) => consoleLogin({ by, minute })),
    expect: undefined,
  },
];
