import type { Alert } from '../lambda/alerts/alert';
import type { Notice, NoticeOf } from '../lambda/alerts/notice';
import { rank } from '../lambda/detections/severity';
import { digestOf } from '../lambda/engine/telling/digest';
import { driftNotice } from '../lambda/engine/posture/posture-notice';
import { isoTime } from '../lambda/events/trail-event';
import { checks } from '../lambda/posture';
import type { Standing } from '../lambda/posture/standing';
import { hour } from '../lambda/time';

const version = { schemaVersion: 1 } as const;
const agreed = { reason: 'tokens are replaced', owner: 'lea@example.com', expires: '2026-11-25' };

/** What the thread of an alert says once somebody has looked at it. */
export function answerTo(alert: Alert): NoticeOf<'answer'> {
  return {
    ...version,
    kind: 'answer',
    severity: 'info',
    account: alert.account,
    alert,
    answer: {
      answer: 'acknowledged',
      by: 'somebody in #security-alerts',
      at: alert.lastSeen,
      severity: alert.severity,
    },
  };
}

/** One of every kind but `answer`, made of these alerts where it is about alerts. */
export function sampleNotices(alerts: readonly Alert[], strongest: Alert): Exclude<Notice, { kind: 'answer' }>[] {
  const { account, time, lastSeen } = strongest;
  const weak = alerts.filter(({ severity }) => rank(severity) < rank('medium'));
  const day = time.slice(0, 10);
  const digest = digestOf(day, account, weak, [], false);
  const at = lastSeen;
  return [
    { ...digest, exceptions: [{ exception: { detection: 'mfa-device-removed', ...agreed }, hasExpired: false }] },
    {
      ...version,
      kind: 'flood',
      severity: strongest.severity,
      account,
      limit: 20,
      time: at,
      alerts: digestOf(day, account, alerts, [], false).below,
    },
    {
      ...version,
      kind: 'expectation',
      severity: 'medium',
      account,
      time: at,
      isCancelled: false,
      expectation: {
        id: '5d0c1b2a39f4',
        account,
        user: 'alice',
        act: 'adds-device',
        actor: 'alice',
        reason: 'new phone',
        by: 'arn:aws:iam::111122223333:user/helpdesk',
        // As `mfa-watch expect` has it, which knows "from now" only.
        from: at,
        until: isoTime(Date.parse(at) + 2 * hour),
      },
    },
    {
      ...version,
      kind: 'subscription',
      severity: 'high',
      account,
      time: at,
      destination: 'alerts',
      topicArn: `arn:aws:sns:us-east-1:${account}:mfa-watch-alerts`,
      protocol: 'email',
      endpoint: 'security@example.com',
      change: 'gone',
    },
    driftNotice({ account, accountName: undefined, time: at, checks, unread: [] }, [exposed(at)], [exposed(at)], []),
    { ...version, kind: 'alarm', severity: 'high', state: 'ALARM', time: at, account, region: 'eu-north-1' },
  ];
}

function exposed(since: string): Standing {
  return {
    ...{ check: 'console-password-without-mfa', subject: 'dana', severity: 'high', since, seen: since },
    title: 'dana has a console password and no MFA device',
  };
}
