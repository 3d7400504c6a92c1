import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { plural, targetName } from '../events/names';
import { at, checkMfa, consoleLogin, elsewhere } from '../events/samples';
import { isoTime, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts, type Burst } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const count = z.int().check(z.minimum(1));
const positive = z.number().check(z.positive());
const settings = z.object({
  /** Sign-ins that stopped at the MFA step. */
  abandoned: z._default(count, 3),
  windowMinutes: z._default(positive.check(z.maximum(1440)), 60),
  /** How long somebody may take to find the device. */
  answerMinutes: z._default(positive.check(z.maximum(1440)), 10),
  /** From this many addresses in one window it is medium. */
  addresses: z._default(count, 2),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'Whoever has a password and not the device comes as far as the MFA page and leaves. Several of these with no attempt to enter a code are evidence that somebody else may know the password.',
  severity: [
    'medium: three or more within an hour, from at least two addresses',
    'low: three or more within an hour, from one address',
  ],
  blindSpots: [
    'CheckMfa says that AWS asked for MFA. Whether AWS asks only after a right password is not documented, so this is evidence and no proof.',
    'An attempt whose owner signs in from the same address within 10 minutes counts as answered.',
    'An attempt that enters a wrong code is a failure, and counted by repeated-mfa-failures instead.',
  ],
  falsePositives: [
    'A user whose phone is at home, or whose browser keeps reopening the sign-in page.',
    'A page that is reloaded and then answered: all loads from that address count as answered.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'mfa-challenge-abandoned',
  title: 'Sign-ins stopped at the MFA step',
  attack: ['T1078.004', 'T1110'],
  watches: [{ source: 'signin.amazonaws.com', names: ['CheckMfa', 'ConsoleLogin'] }],
  runbook: [
    'Within 2 hours (for low, within a working day), ask the user in `target.name` whether they tried to sign in, the last time at `eventTime`, from `sourceIPAddress`.',
    'If not: have them change the console password at once, also wherever else they use it.',
    'Search CloudTrail for sign-ins from the same `sourceIPAddress` in the 24 hours before: which other users were tried?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: (timeline, limits) => {
    const { abandoned, windowMinutes, answerMinutes } = limits;
    const left = unanswered(timeline.events, answerMinutes * 60_000);
    return bursts(left, windowMinutes * 60_000, abandoned).flatMap((burst) => {
      // While it goes on, the whole is not due; what has made it an alert is.
      const start = bursts(burst.events.slice(0, abandoned), windowMinutes * 60_000, abandoned);
      const parts = burst.events.length > abandoned ? [burst, ...start] : [burst];
      return parts.map((part) => finding(part, limits));
    });
  },
};

/** Challenges after which the user neither got in nor failed. A sign-in answers those from its address, else the last. */
function unanswered(events: readonly TrailEvent[], within: number): TrailEvent[] {
  let open: TrailEvent[] = [];
  for (const event of events) {
    if (event.name === 'CheckMfa') open.push(event);
    else if (event.signIn?.outcome !== undefined) {
      const recent = open.filter((challenge) => millis(event) - millis(challenge) <= within);
      const near = recent.filter((challenge) => fromOneAddress(challenge, event));
      const answered = near.length > 0 ? near : recent.slice(-1);
      open = open.filter((challenge) => !answered.includes(challenge));
    }
  }
  return open;
}

function finding({ events, addresses }: Burst, limits: Settings): Finding {
  const last = events.at(-1) as TrailEvent;
  return {
    title: `${plural(events.length, 'sign-in')} of ${targetName(last)} stopped at the MFA step`,
    ...judge([
      {
        when: addresses >= limits.addresses,
        severity: 'medium',
        reason: 'the sign-ins that stopped at the MFA step came from several addresses',
      },
      {
        when: true,
        severity: 'low',
        reason: `AWS asked for MFA ${limits.abandoned} times or more in ${limits.windowMinutes} minutes and got no answer; whoever it was may know the password`,
      },
    ]),
    events,
    serialNumbers: [],
    dueAt: isoTime(millis(last) + limits.answerMinutes * 60_000),
  };
}

export const cases = (): Case[] => [
  {
    name: 'three times as far as the MFA step, and no further',
    records: [0, 20, 60].map((minute) => checkMfa({ minute })),
    until: at(70),
    expect: 'low',
  },
  {
    name: 'the same from two addresses',
    records: [checkMfa(), checkMfa({ minute: 5 }), checkMfa({ minute: 9, from: elsewhere })],
    until: at(19),
    expect: 'medium',
    because: ['several addresses'],
  },
  {
    name: 'it goes on, and what has been due is told',
    records: [0, 9, 18, 27, 36].map((minute) => checkMfa({ minute })),
    until: at(37),
    expect: 'low',
  },
  {
    name: 'somebody else’s three attempts, while the owner signs in elsewhere',
    records: [
      ...[0, 1, 2].map((minute) => checkMfa({ minute, from: elsewhere })),
      checkMfa({ minute: 3 }),
      consoleLogin({ minute: 3.1 }),
    ],
    until: at(20),
    expect: 'low',
  },
  {
    name: 'ten minutes are not over yet',
    records: [0, 1, 2].map((minute) => checkMfa({ minute })),
    until: at(11),
    expect: undefined,
  },
  {
    name: 'the page is loaded three times, and then MFA is passed',
    records: [...[0, 1, 2].map((minute) => checkMfa({ minute })), consoleLogin({ minute: 4 })],
    until: at(60),
    expect: undefined,
  },
  {
    name: 'three sign-ins with MFA in an hour',
    records: [0, 20, 40].flatMap((minute) => [checkMfa({ minute }), consoleLogin({ minute: minute + 0.5 })]),
    until: at(60),
    expect: undefined,
  },
  {
    name: 'each attempt ends in a failure, which is counted elsewhere',
    records: [0, 20, 40].flatMap((minute) => [
      checkMfa({ minute }),
      consoleLogin({ minute: minute + 1, outcome: 'Failure' }),
    ]),
    until: at(60),
    expect: undefined,
  },
  {
    name: 'three in more than an hour',
    records: [0, 30, 61].map((minute) => checkMfa({ minute })),
    until: at(120),
    expect: undefined,
  },
];
