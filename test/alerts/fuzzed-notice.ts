import fc from 'fast-check';
import { answers } from '../../lambda/alerts/answer';
import {
  subscriptionChanges,
  type Exposures,
  type Group,
  type HeldBack,
  type Notice,
  type NoticeOf,
} from '../../lambda/alerts/notice';
import { severities } from '../../lambda/detections/severity';
import { undelivered, undoneAnswers } from '../../lambda/events/envelope';
import { fuzzed, listOf, optional, type Text } from './fuzzed-alert';

const time = fc.constant('2026-11-22T03:12:40Z');
const writtenOf = (text: Text) => text.filter((name) => name !== '' && !/^(<?root>?|aws root user)$/i.test(name));
const agreedOf = (text: Text) =>
  fc.record({ reason: writtenOf(text), owner: writtenOf(text), expires: fc.constant('2026-12-31') });
const account = fc.constantFrom('111122223333', '222233334444');
const heldBackOf = (text: Text): fc.Arbitrary<HeldBack> =>
  fc.record({
    id: text,
    detection: text,
    severity: fc.constantFrom(...severities),
    title: text,
    time: text,
    account: text,
    accountName: optional(text),
    suppressed: fc.option(agreedOf(text), { nil: undefined }),
  });
const groupOf = (text: Text): fc.Arbitrary<Group> =>
  fc.array(heldBackOf(text), { maxLength: 25 }).map((alerts) => ({
    count: alerts.length * 3,
    severities: { high: alerts.length, info: alerts.length * 2 },
    detections: { 'mfa-device-removed': alerts.length * 3 },
    alerts,
  }));

const exposuresOf = (text: Text): fc.Arbitrary<Exposures> =>
  fc
    .array(
      fc.record({
        check: fc.constantFrom('self-enrolment', 'virtual-device-unassigned'),
        severity: fc.constantFrom(...severities),
        ...{ subject: text, title: text, since: time, seen: time },
        undecided: fc.constantFrom(undefined, true as const),
        was: fc.constantFrom(undefined, ...severities),
      }),
      { maxLength: 25 },
    )
    .map((exposures) => ({
      count: exposures.length * 3,
      severities: { high: exposures.length },
      checks: { 'self-enrolment': { high: exposures.length } },
      exposures,
    }));

const aboutOf = (text: Text) => ({ schemaVersion: fc.constant(1 as const), account, accountName: optional(text) });
/** Ids are ours. */
const id = fc.constant('a1f4c2d09b7e');

/** One arbitrary a kind, so that no kind can be forgotten. */
const saidOf = (text: fc.Arbitrary<string>) => ({
  answer: fc.constantFrom(...answers),
  by: text,
  at: time,
  severity: fc.constantFrom(...severities),
  note: optional(text),
});

const kindsOf = (text: Text): { [Kind in Notice['kind']]: fc.Arbitrary<NoticeOf<Kind>> } => ({
  alarm: fc.record({
    ...aboutOf(text),
    kind: fc.constant('alarm' as const),
    severity: fc.constant('high' as const),
    state: fc.constantFrom('ALARM' as const, 'OK' as const),
    time,
    region: fc.constantFrom('eu-north-1', 'cn-north-1', 'eusc-de-east-1'),
    queue: fc.constantFrom(undefined, undoneAnswers, `${undelivered}to-pager`),
  }),
  digest: fc.record({
    schemaVersion: fc.constant(1 as const),
    kind: fc.constant('digest' as const),
    severity: fc.constant('info' as const),
    day: fc.constant('2026-11-21'),
    account,
    suppressed: groupOf(text),
    below: groupOf(text),
    isPartial: fc.boolean(),
    exceptions: fc.array(
      fc.record({
        exception: fc
          .tuple(writtenOf(text), writtenOf(text), agreedOf(text))
          .map(([user, actor, rest]) => ({ user, actor, ...rest })),
        hasExpired: fc.boolean(),
        unusedSince: fc.constantFrom(undefined, '2026-11-02'),
      }),
      { maxLength: 12 },
    ),
  }),
  flood: fc.record({
    ...aboutOf(text),
    kind: fc.constant('flood' as const),
    severity: fc.constantFrom(...severities),
    limit: fc.nat(),
    time,
    alerts: groupOf(text),
  }),
  answer: fc.record({
    ...aboutOf(text),
    kind: fc.constant('answer' as const),
    severity: fc.constant('info' as const),
    alert: fc.tuple(heldBackOf(text), id).map(([alert, ours]) => ({ ...alert, id: ours })),
    answer: fc.record({ ...saidOf(text), replaced: fc.option(fc.record(saidOf(text)), { nil: undefined }) }),
    escalatedTo: fc.option(listOf(text), { nil: undefined }),
  }),
  expectation: fc.record({
    ...aboutOf(text),
    kind: fc.constant('expectation' as const),
    severity: fc.constant('medium' as const),
    time,
    expectation: fc.record({
      id,
      account,
      user: text,
      act: fc.constantFrom('adds-device' as const, 'resyncs-device' as const),
      actor: text,
      reason: text,
      by: text,
      from: time,
      until: time,
    }),
    isCancelled: fc.boolean(),
  }),
  subscription: fc.record({
    schemaVersion: fc.constant(1 as const),
    kind: fc.constant('subscription' as const),
    severity: fc.constant('high' as const),
    account,
    time,
    destination: text,
    topicArn: text,
    protocol: text,
    endpoint: text,
    change: fc.constantFrom(...subscriptionChanges),
  }),
  posture: fc.record({
    ...aboutOf(text),
    kind: fc.constant('posture' as const),
    severity: fc.constantFrom(...severities),
    time,
    occasion: fc.constantFrom('first' as const, 'drift' as const, 'week' as const),
    ...{ open: exposuresOf(text), new: exposuresOf(text), mended: exposuresOf(text) },
    remedies: fc.constant({ 'self-enrolment': 'Apply the diff.' }),
    unread: fc.array(fc.record({ where: text, what: text }), { maxLength: 12 }),
  }),
});

/** Any notice, hostile in every text that somebody chose. */
export const fuzzedNotice: fc.Arbitrary<Notice> = fuzzed((text) => fc.oneof(...Object.values(kindsOf(text))));
