import { deviceName } from '../events/device';
import { isSameName } from '../events/text';
import type { Alert } from './alert';
import { withDeadlineOf } from './deadline';
import type { Hints } from './hints';
import type { Medium } from './medium';
import { sameUser, sources, utc } from './wording';

/** The runbook has all. */
const most = 3;

export function stepsHeading({ drill, expected }: Alert): string {
  if (drill === true) return 'What to do if it were real';
  return expected === undefined ? 'What to do now' : 'What to do if nobody knows of it';
}

/** The runbook's first steps, as many as one takes in at night. */
export function nextSteps(alert: Alert, { steps }: Hints, medium: Medium): string[] {
  return filledSteps(alert, steps, medium).slice(0, most);
}

function isAllByUser(alert: Alert): boolean {
  const { events = [], target } = alert;
  return sameUser(alert) && events.every(({ actor }) => isSameName(actor, target.name));
}

/** Steps that are in vain where the user themselves acted, as far as the record says. */
const isForOthers = /^If somebody else did/;

/** With what this alert holds in place of each field that a step names. Who searches needs the field's name as well. */
export function filledSteps(alert: Alert, steps: readonly string[], medium: Medium): string[] {
  return steps
    .filter((step) => !isForOthers.test(step) || !isAllByUser(alert))
    .map((written) => {
      const step = withDeadlineOf(alert.severity, written);
      const isSearch = /\bsearch\b/i.test(step);
      return step
        .split(/((?:\bthe user in |\bthe person behind |\bin )?`[\w.]+`)/)
        .map((part) => (part.endsWith('`') ? filled(part, alert, medium, isSearch) : medium.own(part)))
        .join('');
    });
}

function filled(part: string, alert: Alert, medium: Medium, isSearch: boolean): string {
  const field = fields[/`(.+)`/.exec(part)?.[1] ?? ''];
  const [value, ...others] = new Set(field?.(alert, medium) ?? []);
  if (value === undefined) return medium.own(part);
  if (others.length > 0) return `${medium.own(part)} (one of ${others.length + 1}, listed in this alert)`;
  return isSearch ? `${medium.own(part)} (${value})` : value;
}

/** Where an alert holds several of a field, none of them is singled out, and the reader is told so. */
type Field = (alert: Alert, medium: Medium) => string[];

const device: Field = (alert, { name }) => devicesOf(alert).map((serial) => name(deviceName(serial)));
const targetName: Field = ({ target, targets }, { name }) =>
  (targets.length > 1 ? targets : [target.name ?? []].flat()).map(name);
/** Nobody can ask root. */
const user: Field = (alert, medium) => {
  if (alert.target.type === 'Root' && alert.targets.length <= 1) return [medium.own('whoever keeps root’s password')];
  return targetName(alert, medium).map((name) => medium.own('the user ') + name);
};
const person: Field = ({ actor }, { name, own }) => {
  if (actor.credential === 'service') return [own('whoever set this up: an AWS service did it')];
  return [actor.name ?? actor.arn ?? []].flat().map((text) => own('the person behind ') + name(text));
};
const moment: Field = ({ time }, { sentence }) => [sentence(utc(time))];
const address: Field = (alert, { name }) => sources(alert).map(name);

const fields: Readonly<Record<string, Field>> = {
  accessKeyId: ({ actor: { accessKeyId } }, { name }) => (accessKeyId === undefined ? [] : [name(accessKeyId)]),
  'actor.arn': person,
  eventTime: moment,
  time: moment,
  sourceIPAddress: address,
  sourceIp: address,
  serialNumber: device,
  'additionalEventData.MFAIdentifier': device,
  'requestParameters.serialNumber': device,
  'requestParameters.userName': targetName,
  'target.name': user,
};

function devicesOf({ devices, events = [] }: Alert): string[] {
  const added = (devices?.list ?? []).filter(({ isNew }) => isNew === true);
  return (added.length > 0 ? added : events).flatMap(({ serialNumber }) => serialNumber ?? []);
}
