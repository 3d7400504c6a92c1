import type { Alert } from '../../lambda/alerts/alert';
import { account, deactivateMfaDevice, elsewhere, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import type { Devices } from '../../lambda/engine/observe';
import { finalDevices, parse } from '../engine/world';
import { deployedFunction, type Disturbance, type Outcome } from './function';

/** One run of a fault. What is absent is as it should be. */
export interface Play {
  /** What happened in the account; default: `attack`. */
  story?: readonly object[];
  /** What of it is delivered, in this order; default: each record once. */
  delivered?: readonly object[];
  isAtOnce?: boolean;
  devices?: Devices;
  disturb?: Disturbance;
  skew?: number;
}

/** A stranger's long-term key adds a device: one critical alert in mail, chat and a queue. */
export const attack = [enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' })];

const own = { with: 'console-mfa' } as const;
/** A device is swapped from a new address, another is added by a stranger, and one is removed. */
export const swap = [
  deactivateMfaDevice({ ...own, serial: phone, from: elsewhere }),
  enableMfaDevice({ ...own, minute: 0.1, serial: tablet, from: elsewhere }),
  enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'bob', minute: 0.2, serial: `${phone}-2` }),
  deactivateMfaDevice({ by: 'mallory', with: 'role', for: 'carol', minute: 0.3, serial: `${phone}-3` }),
];
const before = { alice: [phone], carol: [`${phone}-3`] };

function envelope(record: object): object {
  const [service] = 'eventSource' in record ? String(record.eventSource).split('.') : [];
  const origin = { source: `aws.${service ?? 'iam'}`, 'detail-type': 'AWS API Call via CloudTrail' };
  const id = 'c0ffee00-0000-4000-8000-000000000001';
  return { version: '0', id, account, region: 'us-east-1', ...origin, detail: record };
}

const undisturbed: Disturbance = (_, effect) => effect();

export async function outcomeOf(play: Play): Promise<Outcome> {
  const { story = attack, delivered = story, isAtOnce = false, skew = 0, disturb = undisturbed } = play;
  const devices = play.devices ?? finalDevices(before, story.map(parse));
  const deployed = deployedFunction({ devices, disturb, skew });
  const invocations = delivered.map((record, index) => () => deployed.invoke(envelope(record), `request ${index}`));
  if (isAtOnce) await Promise.all(invocations.map((invoke) => invoke()));
  else for (const invoke of invocations) await invoke();
  await deployed.recover();
  return deployed.outcome();
}

const about = ({ detection, target }: Alert): string => `${detection} ${target.name ?? ''}`;

/** Alerts that ought to stand and do not, and destinations that ought to know of one and do not. */
export function lostIn(outcome: Outcome, wanted: Outcome): number {
  const known = new Set(knownAfter(outcome));
  return knownAfter(wanted).filter((one) => !known.has(one)).length;
}

function knownAfter({ sent, alerts }: Outcome): string[] {
  return alerts.flatMap((alert) => {
    const told = sent.filter((message) => message.alert?.id === alert.id).map(({ destination }) => destination);
    return ['standing', ...new Set(told)].map((where) => `${where}: ${about(alert)}`);
  });
}

/** Messages that say again what the same destination has accepted before. */
export function duplicatedIn({ sent }: Outcome): number {
  const sentences = sent.map(({ destination, ...message }) =>
    message.notice === undefined
      ? [destination, message.alert.id, message.update, message.alert.severity, message.alert.count].join()
      : `${destination} ${JSON.stringify({ ...message.notice, time: '' })}`,
  );
  return sentences.length - new Set(sentences).size;
}
