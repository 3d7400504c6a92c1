import type { Alert } from './alert';
import type { Hints } from './hints';
import type { Medium } from './medium';
import { deviceName, sources, utc } from './wording';

/** As many as one takes in at night; the runbook has all. */
const most = 3;

export function stepsHeading({ drill, expected }: Alert): string {
  if (drill === true) return 'What to do if it were real';
  return expected === undefined ? 'What to do now' : 'What to do if nobody knows of it';
}

/** The runbook's first steps; after each field of the record that a step names stands what it holds in this alert. */
export function nextSteps(alert: Alert, { steps }: Hints, medium: Medium): string[] {
  return steps.slice(0, most).map((step) =>
    step
      .split(/(`[\w.]+`)/)
      .map((part) => medium.own(part) + value(part, alert, medium))
      .join(''),
  );
}

function value(part: string, alert: Alert, medium: Medium): string {
  if (!part.startsWith('`')) return '';
  const shown = fields[part.slice(1, -1)]?.(alert, medium);
  return shown === undefined ? '' : ` (${shown})`;
}

type Field = (alert: Alert, medium: Medium) => string | undefined;

/** Where an alert holds several of a field, none of them is singled out, and the reader is told so. */
const device: Field = (alert, { name }) =>
  only(devicesOf(alert).map((serial) => name(deviceName(serial)))) ?? several(devicesOf(alert));
const targetName: Field = ({ target }, { name }) => (target.name === undefined ? undefined : name(target.name));
const moment: Field = ({ time }, { sentence }) => sentence(utc(time));
const address: Field = (alert, { name }) => only(sources(alert).map(name)) ?? several(sources(alert));

const fields: Readonly<Record<string, Field>> = {
  accessKeyId: ({ actor: { accessKeyId } }, { name }) => (accessKeyId === undefined ? undefined : name(accessKeyId)),
  'actor.arn': ({ actor }, { name }) => only([actor.name ?? actor.arn ?? []].flat().map(name)),
  eventTime: moment,
  time: moment,
  sourceIPAddress: address,
  sourceIp: address,
  serialNumber: device,
  'additionalEventData.MFAIdentifier': device,
  'requestParameters.serialNumber': device,
  'requestParameters.userName': targetName,
  'target.name': targetName,
};

function devicesOf({ devices, events = [] }: Alert): string[] {
  const added = (devices?.list ?? []).filter(({ isNew }) => isNew === true);
  return (added.length > 0 ? added : events).flatMap(({ serialNumber }) => serialNumber ?? []);
}

function several(values: readonly string[]): string | undefined {
  const { size } = new Set(values);
  return size > 1 ? `one of ${size}, listed in this alert` : undefined;
}

function only(values: readonly string[]): string | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
}
