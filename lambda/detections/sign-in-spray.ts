import * as z from 'zod/mini';
import { addressOf, familiarWithin, tooFresh } from '../events/address';
import { networkOf } from '../events/network';
import { isWorkSpaces, signsInWithoutMfa } from '../events/mfa-check';
import { few, targetName, orMore } from '../events/names';
import { account, consoleLogin, elsewhere, home, unknownUserLogin } from '../events/samples';
import { byTime, millis, type TrailEvent } from '../events/trail-event';
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
  severity: [
    'high: and from the same address an IAM user got in without MFA, an hour before at most or after, as nobody had in the week before',
    'medium: six or more users, or ten or more failures under names that AWS hides, in 10 minutes',
  ],
  blindSpots: [
    'Of successes only those of IAM users without MFA are looked for: with MFA a password was not enough, root is told of anyway, and of an identity provider’s AWS records no failures.',
    'Attempts that are spread over many addresses, or slower than the window.',
    'A name that does not exist in the account is hidden by AWS: ten failures may be ten names or one.',
  ],
  falsePositives: [
    'An office behind one address on the day that passwords expire: raise `users`. High if somebody there has no MFA, and nobody had signed in from there without for a week.',
    'Somebody who keeps typing an old user name: ten times in 10 minutes is rare.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'sign-in-spray',
  title: 'Sign-ins of many users failed from one address',
  attack: ['T1110.003', 'T1110.004'],
  watches: [{ source: 'signin.amazonaws.com', names: ['ConsoleLogin', 'CredentialVerification'] }],
  runbook: [
    'Within 30 minutes, search CloudTrail for ConsoleLogin and UserAuthentication with this `sourceIPAddress` from 24 hours before until now: who signed in?',
    'Whoever did is taken over until they say otherwise through a channel other than AWS: new password, end the sessions. `additionalEventData.MFAUsed` = No says that the password was enough.',
    'Find out whose the address is (office, VPN, a scanner of your own); if nobody’s, ask the named users to change passwords that they use elsewhere too.',
  ],
  settings,
  subjects: (event) => {
    const address = addressOf(event);
    return (isFailure(event) || signsInWithoutMfa(event)) && address !== undefined
      ? [`${event.account}/address:${networkOf(address)}`]
      : [];
  },
  detect: ({ events }, { users, hiddenNames, windowMinutes }) => {
    const span = windowMinutes * 60_000;
    const failed = events.filter(isFailure);
    const named = failed.filter(({ target }) => target.name !== undefined);
    const hidden = failed.filter(({ target }) => target.name === undefined);
    const byUser = bursts(named, span, users, userOf);
    const byCount = bursts(hidden, span, hiddenNames);
    const failures = [...byUser, ...byCount].flatMap((burst) => burst.events).sort(byTime);
    return runs(failures, span).map((run): Finding => {
      const most = (of: typeof byUser): number =>
        Math.max(0, ...of.filter((burst) => burst.events.some((event) => run.includes(event))).map(({ peak }) => peak));
      const names = [...new Set(run.filter(({ target }) => target.name !== undefined).map(userOf))];
      const entries = entriesIn(run, events.filter(signsInWithoutMfa));
      const entered = few([...new Set(entries.map(targetName))]);
      return {
        title: `${orMore(run.length)} sign-ins failed from ${placeOf(run)}, ${whose(names, most(byCount) > 0)}${entries.length > 0 ? `; ${entered} got in` : ''}`,
        ...judge([
          {
            when: entries.length > 0,
            severity: 'high',
            reason: `${entered} signed in from there without MFA; nobody is known to have done so in the week before`,
          },
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
        events: [...run, ...entries].sort(byTime),
        ...(entries.length > 0 && { act: entries.at(-1) }),
        serialNumbers: [],
      };
    });
  },
};

function isFailure({ signIn }: TrailEvent): boolean {
  return signIn?.outcome === 'Failure' && !isWorkSpaces(signIn);
}

/** What the failures led to. Where people sign in without MFA anyway, it says nothing. */
function entriesIn(failures: readonly TrailEvent[], successes: readonly TrailEvent[]): TrailEvent[] {
  const [first, last] = [failures[0], failures.at(-1)].map((event) => millis(event as TrailEvent)) as [number, number];
  const isFamiliar = successes.some((event) => {
    const before = first - millis(event);
    return before > tooFresh && before <= familiarWithin;
  });
  if (isFamiliar) return [];
  return successes.filter((event) => millis(event) >= first - tooFresh && millis(event) <= last + tooFresh);
}

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

const entered = (by: string, minute: number, from = elsewhere): object =>
  consoleLogin({ by, minute, from, mfaUsed: 'No' });

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
  {
    name: 'six users fail from one address, and the seventh gets in without MFA',
    records: [...six.map((by, index) => failed(by, index)), entered('zoe', 30)],
    expect: 'high',
    because: ['zoe signed in from there without MFA'],
  },
  {
    name: 'one of those who failed gets in without MFA before the last has failed',
    records: [...six.map((by, index) => failed(by, index)), entered('alice', 2)],
    expect: 'high',
  },
  {
    name: 'six users fail where somebody has signed in without MFA all week',
    records: [entered('zoe', -1440), ...six.map((by, index) => failed(by, index)), entered('zoe', 30)],
    expect: 'medium',
  },
  {
    name: 'somebody gets in without MFA from elsewhere, with MFA from there, or two hours later',
    records: [
      ...six.map((by, index) => failed(by, index)),
      entered('zoe', 7, home),
      consoleLogin({ by: 'yves', minute: 8, from: elsewhere }),
      entered('zoe', 126),
    ],
    expect: 'medium',
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
