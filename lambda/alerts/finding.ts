import { iamName } from '../config/iam-name';
import { partitionOf } from '../events/partition';
import type { Alert } from './alert';
import * as wording from './wording';

/** What the finding formats of AWS (ASFF) and OCSF have in common. */

/** MITRE ATT&CK's tactic, by technique. */
const tactics: Readonly<Record<string, string>> = {
  T1078: 'Initial Access',
  T1098: 'Persistence',
  T1110: 'Credential Access',
  T1531: 'Impact',
  T1556: 'Credential Access',
  T1562: 'Defense Evasion',
  T1621: 'Credential Access',
};

/** @param technique with or without sub-technique, such as `T1098.005`. */
export function tacticOf(technique: string): string | undefined {
  return tactics[technique.split('.')[0] ?? ''];
}

/** Who, which devices, why. */
export function description(shown: Alert): string {
  const { actor } = shown;
  return [
    ...(shown.drill === true ? [wording.drillNotice] : []),
    `${wording.actorName(actor)}, ${wording.credentialAndMfa(actor)}.`,
    ...(shown.devices === undefined ? [] : [`MFA devices: ${wording.deviceCount(shown.devices)}.`]),
    ...shown.reasons.map((reason) => `${reason}.`),
  ].join(' ');
}

const accountId = /^\d{12}$/;
const userArn = /^arn:[\w-]{1,20}:iam::\d{12}:user\/[\w+=,.@/-]{1,576}$/;

export function isAccountId(account: string): boolean {
  return accountId.test(account);
}

/** ARN of the IAM user that the alert is about; none of a user whose name is not one of IAM's. */
export function targetArn({ account, region, actor, target }: Alert): string | undefined {
  const { type, name = '' } = target;
  if (type !== 'IAMUser' || !iamName.test(name) || !isAccountId(account)) return undefined;
  // A call names its target without the path that the ARN may have; the actor's own ARN is whole.
  const isWhole = actor.name === name && actor.arn?.includes(`:iam::${account}:`) === true && userArn.test(actor.arn);
  return (isWhole ? actor.arn : undefined) ?? `arn:${partitionOf(region)}:iam::${account}:user/${name}`;
}

export function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
