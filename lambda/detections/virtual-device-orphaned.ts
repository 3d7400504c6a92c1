import * as z from 'zod/mini';
import { actorName, credentialReason, plural } from '../events/names';
import { at, createVirtualMfaDevice, deleteVirtualMfaDevice, enableMfaDevice, phone } from '../events/samples';
import {
  actorKeyOf,
  byTime,
  deviceKeysOf,
  devicesNamed,
  isoTime,
  millis,
  type TrailEvent,
} from '../events/trail-event';
import type { Timeline } from '../events/timeline';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const settings = z.object({
  /** A virtual device that nobody has enabled so many minutes after its creation is left over. */
  afterMinutes: z._default(z.number().check(z.positive()), 30),
  /** So many of them by one actor in `windowHours` are low. */
  several: z._default(z.int().check(z.minimum(2)), 3),
  windowHours: z._default(z.number().check(z.positive(), z.maximum(24)), 24),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'Whoever creates a virtual device knows its secret and may keep it ready for later. Mostly somebody cancelled an enrolment: the console leaves the device behind and deletes it at the next attempt.',
  severity: [
    'low: created with a long-term key without MFA; three or more by one actor in 24 hours',
    'info: created, and 30 minutes later neither enabled nor deleted',
  ],
  blindSpots: [
    'Creation names no user, so whom the device was meant for is not known.',
    'A device that is enabled later, within a day, is judged by that; one alert tells both.',
    'Three of one actor: only what the same actor enabled or deleted is taken off.',
  ],
  falsePositives: [
    'A cancelled enrolment: info, or silent where the device is deleted or enabled within 30 minutes.',
    'Terraform and other tools that create virtual devices for users to enable later: low from the third on.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'virtual-device-orphaned',
  title: 'A virtual MFA device was created and never enabled',
  attack: ['T1098.005'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: ['CreateVirtualMFADevice', 'EnableMFADevice', 'DeleteVirtualMFADevice'],
    },
  ],
  runbook: [
    'Within a day, ask the person behind `actor.arn` what the device named in `serialNumber` was for; nothing is at risk until it is enabled.',
    'If nobody needs it, delete it (`aws iam delete-virtual-mfa-device`); `aws iam list-virtual-mfa-devices --assignment-status Unassigned` lists all of them.',
    'For a long-term key, search CloudTrail for what `accessKeyId` did in the 24 hours around.',
  ],
  settings,
  subjects: (event) => (event.errorCode === undefined ? [...deviceKeysOf(event), actorKeyOf(event)] : []),
  detect: (timeline, thresholds) => {
    const within = thresholds.afterMinutes * 60_000;
    const created = timeline.events.filter(isCreation);
    const ends = endsIn(timeline);
    const isOfActor = (event: TrailEvent): boolean => actorKeyOf(event) === timeline.key;
    // What comes on the minute is too late.
    const isLeft = (event: TrailEvent): boolean => {
      const end = ends.get(event);
      return end === undefined || millis(end) - millis(event) >= within;
    };
    return [
      ...created
        .filter((event) => !isOfActor(event) && isLeft(event))
        .map((event) => finding(event, ends.get(event), thresholds)),
      ...several(
        created.filter((event) => isOfActor(event) && !ends.has(event)),
        thresholds,
      ),
    ];
  },
};

function isCreation({ name }: TrailEvent): boolean {
  return name === 'CreateVirtualMFADevice';
}

/** What became of each device first after its creation, by the event that created it. */
function endsIn({ events }: Timeline): Map<TrailEvent, TrailEvent> {
  const next = new Map<string | undefined, TrailEvent>();
  const ends = new Map<TrailEvent, TrailEvent>();
  // From the last to the first; of those of one moment creations come after, as what became of the device may have been written first.
  const backwards = events
    .toReversed()
    .sort((a, b) => millis(b) - millis(a) || Number(isCreation(a)) - Number(isCreation(b)));
  for (const event of backwards) {
    const end = next.get(event.serialNumber);
    if (!isCreation(event)) next.set(event.serialNumber, event);
    else if (end !== undefined) ends.set(event, end);
  }
  return ends;
}

/** Once it was due it stands, whatever comes later, but what is made of the device in the end says more. */
function finding(event: TrailEvent, end: TrailEvent | undefined, { afterMinutes }: Settings): Finding {
  const key = event.actor.mfa === 'none' && event.actor.credential === 'long-term-key';
  return {
    title: `${actorName(event)} created a virtual MFA device that nobody enabled`,
    ...judge([
      {
        when: true,
        severity: 'info',
        reason: `${nameOf(event)} was not enabled within ${plural(afterMinutes, 'minute')}`,
      },
      { when: true, severity: key ? 'low' : 'info', reason: credentialReason(event) },
    ]),
    events: [event],
    serialNumbers: devicesNamed([event]),
    dueAt: isoTime(millis(event) + afterMinutes * 60_000),
    ...(end?.name === 'EnableMFADevice' && { onlyIn: 'info' as const }),
  };
}

/** One finding for each window that the newest device fills, so that another device does not put off what is due. */
function several(left: readonly TrailEvent[], { several: least, windowHours, afterMinutes }: Settings): Finding[] {
  return left.flatMap((last, index): Finding[] => {
    const events = left.slice(Math.max(0, index - least + 1), index + 1).sort(byTime);
    const first = events[0];
    const span = windowHours * 3_600_000;
    if (first === undefined || events.length < least || millis(last) - millis(first) > span) return [];
    return [
      {
        severity: 'low',
        title: `${actorName(last)} created virtual MFA devices that nobody enabled`,
        reasons: [`${least} or more in ${plural(windowHours, 'hour')}`],
        events,
        serialNumbers: devicesNamed(events),
        dueAt: isoTime(millis(last) + afterMinutes * 60_000),
      },
    ];
  });
}

function nameOf({ serialNumber }: TrailEvent): string {
  return serialNumber?.split('/').at(-1) ?? 'the device';
}

const serials = (): string[] => ['one', 'two', 'three'].map((name) => phone.replace('phone', name));

export const cases = (): Case[] => [
  {
    name: 'a long-term key creates a device and leaves it',
    records: [createVirtualMfaDevice({ with: 'long-term-key' })],
    until: at(30),
    expect: 'low',
    because: ['long-term key without MFA'],
  },
  {
    name: 'three in a day by one actor',
    records: serials().map((serial, index) => createVirtualMfaDevice({ serial, minute: index * 720 })),
    until: at(1470),
    expect: 'low',
    because: ['3 or more in 24 hours'],
  },
  {
    name: 'a cancelled enrolment',
    records: [createVirtualMfaDevice()],
    until: at(30),
    expect: 'info',
    because: ['alice-tablet was not enabled'],
  },
  {
    name: 'a cancelled enrolment 29 minutes ago',
    records: [createVirtualMfaDevice()],
    until: at(29),
    expect: undefined,
  },
  {
    name: 'three in a day, of which the console has deleted one',
    records: [
      ...serials().map((serial, index) => createVirtualMfaDevice({ serial, minute: index * 60 })),
      deleteVirtualMfaDevice({ serial: serials()[0] ?? '', minute: 121 }),
    ],
    until: at(200),
    expect: 'info',
  },
  {
    name: 'a cancelled enrolment, then Delete, Create and Enable',
    records: [
      createVirtualMfaDevice(),
      deleteVirtualMfaDevice({ minute: 5 }),
      createVirtualMfaDevice({ minute: 5 }),
      enableMfaDevice({ minute: 6 }),
    ],
    until: at(120),
    expect: undefined,
  },
  {
    name: 'a refused creation leaves nothing',
    records: [createVirtualMfaDevice({ with: 'long-term-key', error: 'AccessDenied' })],
    until: at(120),
    expect: undefined,
  },
];
