import { partitionOf } from '../config/partition';
import { rank } from '../detections/severity';
import type { Alert } from './alert';

export interface Command {
  purpose: string;
  /** One line for a POSIX shell. */
  line: string;
}

/** What the reader may paste, and what cannot be done that way. Nothing here is ever run by this program. */
export interface Containment {
  /** Change nothing. */
  look: Command[];
  /** In the order in which they help: first stop the actor, then take away what was added. */
  contain: Command[];
  notes: string[];
}

const userName = /^[\w+=,.@-]{1,64}$/;
/** IAM's own class admits `file://…`, which the AWS CLI would open: so only an ARN of a device, or no colon and slash. */
const serialNumber = /^(?=[\w+=/:,.@-]{9,256}$)(?:arn:[\w-]+:iam::\d{12}:(?:mfa|u2f)\/[^:]+|[^:/]+)$/;
/** A temporary key (ASIA…) cannot be made inactive. */
const longTermKey = /^AKIA[A-Z0-9]{12,124}$/;

type Step = Command | string;

const ofMany = 'Several users are concerned: look at the devices of each of them; none is singled out here.';

export function containment(alert: Alert): Containment {
  if (alert.drill === true)
    return {
      look: [],
      contain: [],
      notes: ['This is an exercise: there is nothing to contain, so there are no commands.'],
    };
  const isOfMany = alert.targets.length > 1;
  const look = isOfMany ? [ofMany] : lookAtTarget(alert);
  const contain = [...stopActor(alert), ...(isOfMany ? [] : removeNewDevices(alert))];
  const commands = contain.filter(isCommand);
  return {
    // The shell of whoever is called is rarely in the account that the alert is about, and names repeat.
    look: [...(commands.length > 0 ? inAccount(alert) : []), ...look.filter(isCommand)],
    contain: commands,
    notes: [...new Set([...contain, ...look].filter((step) => typeof step === 'string'))],
  };
}

function isCommand(step: Step): step is Command {
  return typeof step !== 'string';
}

function inAccount({ account }: Alert): Command[] {
  if (!/^\d{12}$/.test(account)) return [];
  const line = 'aws sts get-caller-identity --query=Account --output=text';
  return [{ purpose: `Which account is your shell in? It must print ${account}`, line }];
}

function stopActor(alert: Alert): Step[] {
  const serious = rank(alert.severity) >= rank('high');
  switch (alert.actor.credential) {
    case 'long-term-key':
      if (alert.actor.type === 'Root')
        return ["Only root can delete root's access key: sign in as root and delete it under Security credentials."];
      return [deactivateKey(alert), ...(serious ? denyAll(alert) : [])];
    case 'console':
    case 'session-token':
      return serious ? denyAll(alert) : [];
    case 'root-session':
      return serious
        ? [
            "Only root can stop root: secure root's mailbox, reset root's password, then sign in and remove what is not yours.",
          ]
        : [];
    case 'assumed-root':
      return serious ? ["Find the caller of AssumeRoot in the management account's trail and stop that session."] : [];
    case 'role':
      return serious ? ['A role session has no key to switch off: IAM console, Roles, the role, Revoke sessions.'] : [];
    case 'identity-center':
      return serious ? ["In IAM Identity Center: disable the person's access and end their active sessions."] : [];
    case 'federated':
      return serious ? ['A federated session has no key to switch off: stop it at whoever vouches for it.'] : [];
    case 'service':
    case 'unknown':
      return [];
  }
}

function deactivateKey({ actor }: Alert): Step {
  if (!matches(actor.name, userName)) return leftOut("the actor's user name", actor.name);
  if (!matches(actor.accessKeyId, longTermKey)) return leftOut('the access key id', actor.accessKeyId);
  return {
    purpose: 'Switch off the key that was used',
    line: aws('update-access-key', { 'user-name': actor.name, 'access-key-id': actor.accessKeyId, status: 'Inactive' }),
  };
}

/**
 * Reaches the sessions that a key or password has opened. Only where something was done: after mere failed attempts the
 * actor in the record is the victim, whom this would lock out.
 */
function denyAll({ actor, target, devices, region }: Alert): Step[] {
  const done = devices?.list.some((device) => device.isNew === true) === true || actor.name !== target.name;
  if (actor.type !== 'IAMUser' || !done) return [];
  if (!matches(actor.name, userName)) return [leftOut("the actor's user name", actor.name)];
  return [
    {
      purpose: 'Deny the actor everything, open sessions too (undo: detach-user-policy)',
      line: aws('attach-user-policy', {
        'user-name': actor.name,
        'policy-arn': `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll`,
      }),
    },
  ];
}

function removeNewDevices({ target, devices }: Alert): Step[] {
  const added = (devices?.list ?? []).filter((device) => device.isNew === true);
  if (added.length > 0 && target.type === 'Root')
    return [
      "Root's devices can be removed by root only: sign in as root, Security credentials. In a member account the management account can delete root's credentials instead (centralized root access).",
    ];
  if (target.type !== 'IAMUser') return [];
  return added.map((device) => {
    if (!matches(target.name, userName)) return leftOut('the user name', target.name);
    if (!matches(device.serialNumber, serialNumber)) return leftOut('the serial number', device.serialNumber);
    return {
      purpose: 'Take the new device away',
      line: aws('deactivate-mfa-device', { 'user-name': target.name, 'serial-number': device.serialNumber }),
    };
  });
}

function lookAtTarget({ target }: Alert): Step[] {
  if (target.type !== 'IAMUser') return [];
  if (!matches(target.name, userName)) return [leftOut('the user name', target.name)];
  return [{ purpose: 'See which devices are there now', line: aws('list-mfa-devices', { 'user-name': target.name }) }];
}

function matches(text: string | undefined, allowed: RegExp): text is string {
  return text !== undefined && allowed.test(text);
}

function leftOut(what: string, value: string | undefined): string {
  return value === undefined
    ? `A command is left out: the record does not say ${what}.`
    : `A command is left out: ${what} holds characters IAM does not allow.`;
}

/** `--name='value'`, so that a value that begins with a dash stays a value; the values hold no quote. */
function aws(operation: string, options: Readonly<Record<string, string>>): string {
  const words = Object.entries(options).map(([option, value]) => `--${option}='${value}'`);
  return ['aws iam', operation, ...words].join(' ');
}
