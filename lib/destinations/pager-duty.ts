import { EventField, type EventPattern, Match, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { BusEvent } from '../../lambda/alerts/bus-event';
import type { Notice } from '../../lambda/alerts/notice';
import type { Severity } from '../../lambda/detections/severity';

/** What of the events of a destination goes out in which form. */
export interface Rendering {
  /** Distinguishes the renderings of one destination. */
  id: string;
  detailType?: BusEvent['DetailType'][];
  detail: NonNullable<EventPattern['detail']>;
  event: RuleTargetInput;
}

/** Severities of PagerDuty's Events API v2, and ours that they stand for. */
const severities: Readonly<Record<string, readonly Severity[]>> = {
  critical: ['critical'],
  error: ['high'],
  warning: ['medium'],
  info: ['low', 'info'],
};

/** Of notices those only that somebody has to act on. */
const toActOn: Notice['kind'][] = ['alarm', 'flood', 'subscription'];

/** A rule for each severity, since an input transformer can copy a word and not translate it. */
export const pagerDuty: readonly Rendering[] = [
  ...Object.entries(severities).map(([severity, ours]): Rendering => ({
    id: severity,
    detailType: ['mfa-watch alert'],
    detail: { severity: [...ours] },
    event: trigger(severity, { dedup_key: EventField.fromPath('$.detail.dedupKey') }),
  })),
  {
    id: 'notice',
    detailType: ['mfa-watch notice'],
    detail: { kind: toActOn, state: [...Match.doesNotExist(), 'ALARM'] },
    event: trigger('error', {}),
  },
];

function trigger(severity: string, key: { dedup_key?: string }): RuleTargetInput {
  return RuleTargetInput.fromObject({
    event_action: 'trigger',
    ...key,
    payload: {
      summary: EventField.fromPath('$.detail.summary'),
      source: EventField.fromPath('$.detail.account'),
      severity,
      custom_details: EventField.fromPath('$.detail'),
    },
  });
}
