import { isIP } from 'node:net';
import { deviceName } from '../events/device';
import { partitionOf } from '../events/partition';
import type { Alert } from './alert';
import { description, isAccountId, tacticOf, targetArn } from './finding';
import { visible } from './json';
import { screen } from './medium';
import { filledSteps } from './next-steps';
import { accountOf, metadataOf, severityOf } from './ocsf-parts';
import { readable } from './plain';
import * as wording from './wording';

/** `type_id` of an observable. */
const observableTypes = {
  'IP Address': 2,
  'User Name': 4,
  'Resource UID': 10,
  'HTTP User-Agent': 16,
  'User Credential ID': 19,
} as const;

/** What the report says beside the alert. */
export interface Origin {
  /** Of mfa-watch. */
  version: string;
  /** Of the detection, in our own words. */
  steps: readonly string[];
}

/** One line: the alert as an OCSF Detection Finding. */
export function renderOcsf(alert: Alert, origin: Origin): string {
  return visible(JSON.stringify(asDetectionFinding(alert, origin)));
}

/**
 * The alert as a Detection Finding (class 2004) of the Open Cybersecurity Schema Framework 1.6.0 with the profile `cloud`.
 * Sentences are made legible; names, ids and addresses are as CloudTrail gave them, so that they can be joined. What
 * OCSF has no attribute for is in `unmapped`, under the names of docs/alert.md.
 */
export function asDetectionFinding(alert: Alert, { version, steps }: Origin) {
  const shown = readable(alert);
  const { account, accountName, region, severity } = alert;
  const time = millisOf(alert.time) ?? millisOf(alert.lastSeen) ?? 0;
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    time,
    start_time: millisOf(alert.firstSeen),
    end_time: millisOf(alert.lastSeen),
    count: alert.count,
    ...severityOf(severity),
    status_id: alert.suppressed === undefined ? 1 : 3,
    status: alert.suppressed === undefined ? 'New' : 'Suppressed',
    is_alert: true,
    message: wording.summary(shown, 'new'),
    metadata: {
      ...metadataOf(version),
      uid: alert.id,
      correlation_uid: alert.dedupKey,
      event_code: alert.detection,
      ...(alert.drill === true ? { labels: ['drill'] } : {}),
    },
    cloud: {
      provider: 'AWS',
      cloud_partition: partitionOf(region),
      region,
      account: { ...accountOf(account), name: accountName },
    },
    finding_info: findingInfo(alert, shown),
    resources: resourcesOf(alert),
    evidences: evidencesOf(alert),
    observables: observablesOf(alert),
    remediation: { desc: filledSteps(shown, steps, screen).join(' '), references: [alert.runbook] },
    unmapped: unmapped(alert),
  };
}

function findingInfo(alert: Alert, shown: Alert) {
  const analytic = (uid: string) => ({ uid, type: 'Rule', type_id: 1 });
  return {
    uid: alert.id,
    title: wording.headline(shown, 'new'),
    desc: description(shown),
    analytic: { ...analytic(alert.detection), name: alert.detection },
    related_analytics: alert.related.map(analytic),
    attacks: alert.attack.map(attackOf),
    first_seen_time: millisOf(alert.firstSeen),
    last_seen_time: millisOf(alert.lastSeen),
    data_sources: ['AWS CloudTrail'],
    related_events: alert.eventIds.map((uid) => ({ uid, type: 'CloudTrail event' })),
    related_events_count: alert.count,
  };
}

function attackOf(id: string) {
  const [technique = id] = id.split('.');
  const tactic = tacticOf(id);
  return {
    technique: { uid: technique },
    ...(technique === id ? {} : { sub_technique: { uid: id } }),
    ...(tactic === undefined ? {} : { tactic: { name: tactic } }),
  };
}

/** Whom it was done to first, then that user's devices. */
function resourcesOf(alert: Alert) {
  const { target, account, devices } = alert;
  const uid = targetArn(alert);
  const kinds = { IAMUser: 'AWS::IAM::User', Root: 'root user', IdentityCenterUser: 'IAM Identity Center user' };
  const isPerson = target.type !== 'Account' && target.type !== 'unknown' && target.name !== undefined;
  return [
    isPerson
      ? { role_id: 1, role: 'Target', type: kinds[target.type as keyof typeof kinds], name: target.name, uid }
      : { role_id: 1, role: 'Target', type: 'AWS::Account', uid: account },
    ...(devices?.list ?? []).map(({ serialNumber, kind, enabledAt, isNew }) => ({
      role_id: isNew === true ? 3 : 4,
      role: isNew === true ? 'Affected' : 'Related',
      type: 'MFA device',
      labels: [kind, ...(isNew === true ? ['new'] : [])],
      name: deviceName(serialNumber),
      uid: serialNumber,
      created_time: millisOf(enabledAt),
    })),
  ];
}

/** The actor of the decisive event as far as it is known; then the newest events of the story, in time order. */
function evidencesOf({ actor, events = [], account, origins = [] }: Alert) {
  const { name, arn, type, accessKeyId, credential, mfa, sourceIp, userAgent } = actor;
  const user = {
    name,
    uid: arn,
    type,
    type_id: 99,
    account: isAccountId(account) ? accountOf(account) : undefined,
  };
  const isKnown = name !== undefined || arn !== undefined || user.account !== undefined;
  const endpointOf = (address: string | undefined) => {
    const origin = origins.find((candidate) => candidate.address === address);
    return endpoint(address, origin?.network, origin?.country);
  };
  const session = { credential_uid: accessKeyId, ...(mfa === 'unknown' ? {} : { is_mfa: mfa === 'mfa' }) };
  return [
    {
      name: 'who acted in the decisive event',
      actor: isKnown ? { user, session } : { session },
      src_endpoint: endpointOf(sourceIp),
      http_request: userAgent === undefined ? undefined : { user_agent: userAgent },
      data: { credential, mfa },
    },
    ...events.map((event) => ({
      name: event.name,
      actor: event.actor === undefined ? undefined : { user: { name: event.actor } },
      api: { operation: event.name, ...(event.error === undefined ? {} : { response: { error: event.error } }) },
      src_endpoint: endpointOf(event.sourceIp),
      data: { time: event.time, serialNumber: event.serialNumber },
    })),
  ];
}

/** CloudTrail's `sourceIPAddress` is a name where an AWS service called. */
function endpoint(address: string | undefined, network?: string, country?: string) {
  if (address === undefined) return undefined;
  return {
    ...(isAddress(address) ? { ip: address } : { svc_name: address }),
    ...(network === undefined ? {} : { autonomous_system: { name: network } }),
    ...(country === undefined ? {} : { location: { country } }),
  };
}

/** Each once; `name` is the attribute that it stands in. */
function observablesOf({ actor, addresses, targets, devices }: Alert) {
  const found: [name: string, type: keyof typeof observableTypes, value: string | undefined][] = [
    ...[...addresses, actor.sourceIp ?? ''].filter(isAddress).map((address): (typeof found)[number] => {
      return ['evidences.src_endpoint.ip', 'IP Address', address];
    }),
    ['evidences.actor.user.name', 'User Name', actor.name],
    ['evidences.actor.user.uid', 'Resource UID', actor.arn],
    ['evidences.actor.session.credential_uid', 'User Credential ID', actor.accessKeyId],
    ['evidences.http_request.user_agent', 'HTTP User-Agent', actor.userAgent],
    ...targets.map((name): (typeof found)[number] => ['resources.name', 'User Name', name]),
    ...(devices?.list ?? []).map(({ serialNumber }): (typeof found)[number] => {
      return ['resources.uid', 'Resource UID', serialNumber];
    }),
  ];
  const observables = found.flatMap(([name, type, value]) =>
    value === undefined ? [] : [{ name, type, type_id: observableTypes[type], value }],
  );
  return [...new Map(observables.map((observable) => [JSON.stringify(observable), observable])).values()];
}

function unmapped({ reasons, dedupKey, devices, targets, suppressed, expected }: Alert) {
  const inventory = devices?.status === 'known' ? { status: devices.status, count: devices.count } : devices?.status;
  return {
    reasons,
    dedupKey,
    targets,
    devices: typeof inventory === 'string' ? { status: inventory } : inventory,
    suppressed,
    expected,
  };
}

/** The longest that OCSF's type for addresses takes is 40 characters. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && text.length <= 40;
}

function millisOf(time: string | undefined): number | undefined {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
