import { iamName } from '../config/iam-name';
import { notNamed } from '../events/device';
import { partitionOf } from '../events/partition';
import { rank } from '../detections/severity';
import { roleOfSession } from '../events/actor';
import { few } from '../events/names';
import { regionName } from '../events/envelope';
import { isSameName } from '../events/text';
import type { Alert } from './alert';
import { defang } from './plain';
import { isFailedSignIn } from './wording';

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

/** IAM's own class admits `file://…`, which the AWS CLI would open: so only an ARN of a device, or no colon and slash. */
const serialNumber = /^(?=[\w+=/:,.@-]{9,256}$)(?:arn:[\w-]+:iam::\d{12}:(?:mfa|u2f)\/[^:]+|[^:/]+)$/;
/** A temporary key (ASIA…) cannot be made inactive. */
const longTermKey = /^AKIA[A-Z0-9]{12,124}$/;

/** `UserId` of the Identity Store API. */
const directoryUserId = /^(?:[0-9a-f]{10}-)?[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/;

/** Characters of a trail's name as in CloudTrail's API reference. */
const trailArn =
  /^arn:[\w-]{1,20}:cloudtrail:([a-z0-9-]{1,40}):\d{12}:trail\/(?=[^/]{3,128}$)([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)$/;

type Step = Command | string;

const centralRoot =
  "In a member account the management account can delete root's credentials instead (centralized root access).";

const rootsKey = `Only root can delete root's access key: sign in as root and delete it under Security credentials. ${centralRoot}`;

const ofMany = 'Several users are concerned: look at each of them; no command here is about a single one.';

export function containment(alert: Alert): Containment {
  if (alert.drill === true)
    return {
      look: [],
      contain: [],
      notes: ['This is an exercise: there is nothing to contain, so there are no commands.'],
    };
  const isOfMany = alert.targets.length > 1;
  const look = isOfMany ? [ofMany] : lookAtTarget(alert);
  const contain = [
    ...stopActor(alert),
    ...stopOthers(alert),
    ...repairTrails(alert),
    ...(isOfMany ? [] : [...stopWhoeverPassed(alert), ...takeNewCredentials(alert), ...removeNewDevices(alert)]),
  ];
  const commands = [...look, ...contain].filter(isCommand);
  return {
    // The shell of whoever is called is rarely in the account that the alert is about, and names repeat.
    look: [...(commands.length > 0 ? inAccount(alert) : []), ...look.filter(isCommand)],
    contain: distinct(contain.filter(isCommand)),
    notes: [...new Set([...contain, ...look].filter((step) => typeof step === 'string'))],
  };
}

function distinct(commands: readonly Command[]): Command[] {
  return [...new Map(commands.map((command) => [command.line, command])).values()];
}

function isCommand(step: Step): step is Command {
  return typeof step !== 'string';
}

function inAccount({ account }: Alert): Command[] {
  if (!/^\d{12}$/.test(account)) return [];
  const line = 'aws sts get-caller-identity --query=Account --output=text';
  return [{ purpose: `Which account is your shell in? It must print ${account}`, line }];
}

/** That somebody announced it has lowered it, and nobody may vouch for that. */
function isSerious({ severity, expected }: Alert): boolean {
  return rank(severity) >= rank('high') || expected !== undefined;
}

function stopActor(alert: Alert): Step[] {
  const key = alert.actor.credential === 'long-term-key' ? [deactivateKey(alert)] : [];
  return [...key, ...(isSerious(alert) ? stopSessions(alert) : [])];
}

/** If nobody can vouch for what was done. */
function stopSessions(alert: Alert): Step[] {
  switch (alert.actor.credential) {
    case 'long-term-key':
    case 'session-token':
      return denyUser(alert);
    case 'console':
      return isFailedSignIn(alert.actor) ? takePassword(alert) : denyUser(alert);
    case 'root-session':
      return [
        `If nobody can vouch for this: secure root's mailbox, reset root's password, then sign in as root and remove what is not yours. If root's address was changed, the mailbox is no longer yours: open an AWS Support case. ${centralRoot}`,
      ];
    case 'assumed-root':
      return [
        "If nobody can vouch for this: find the caller of AssumeRoot in the management account's trail and stop that session.",
      ];
    case 'role':
      return denyRole(alert);
    case 'identity-center':
      return [
        "If nobody can vouch for this: in IAM Identity Center, disable the person's access and end their active sessions.",
      ];
    case 'federated':
      if (alert.actor.type === 'FederatedUser') return stopIssuer(alert);
      return [
        'A federated session has no key to switch off: if nobody can vouch for this, stop the person at the identity provider.',
      ];
    case 'service':
    case 'unknown':
      return [];
  }
}

/** Beside a call on the account's own settings the target is not one of those who act. */
function stopOthers({ events = [], actor, target }: Alert): Step[] {
  if (target.type !== 'Account') return [];
  const others = [...new Set(events.flatMap((event) => event.actor ?? []))].filter((name) => name !== actor.name);
  if (others.length === 0) return [];
  return [
    `Not stopped by these commands: ${few(others.map(shownActor))}. If nobody can vouch for them: of a role (ROLE/session) revoke the sessions in the IAM console, of a user switch the access keys off.`,
  ];
}

/** Notes are shown as they are, in chat, too, where `@` and `_` at the start of a word do something. */
function shownActor(name: string): string {
  return /^(?!.*(?<![A-Za-z0-9])[_@])[\w+=,.@/-]{1,200}$/.test(name)
    ? defang(name)
    : 'somebody whose name holds characters IAM does not allow';
}

/** The last call on each trail that took effect: what came before is overtaken. */
function repairTrails({ events = [] }: Alert): Step[] {
  const last = new Map(
    events.flatMap(({ name, error, trail }) => (trail === undefined || error !== undefined ? [] : [[trail, name]])),
  );
  return [...last].flatMap(([trail, call]): Step[] => {
    const [, region, name] = trailArn.exec(trail) ?? [];
    if (region === undefined || name === undefined) return [leftOut('the name of the trail', trail, notOfTrail)];
    const shown = `${defang(name)} (${region})`;
    switch (call) {
      case 'StopLogging':
        return [
          {
            purpose: `Start the trail ${name} again`,
            line: aws('start-logging', { region, name: trail }, 'cloudtrail'),
          },
        ];
      case 'DeleteTrail':
        return [`The trail ${shown} is deleted: make it anew as it was; its files in the bucket are still there.`];
      case 'PutEventSelectors':
        return [`See in the CloudTrail console what ${shown} records: management events, read and write.`];
      default:
        return [`See in the CloudTrail console whether ${shown} is as it was.`];
    }
  });
}

function deactivateKey({ actor }: Alert): Step {
  if (actor.type === 'Root') return rootsKey;
  if (!matches(actor.name, iamName)) return leftOut("the actor's user name", actor.name);
  if (!matches(actor.accessKeyId, longTermKey)) return leftOut('the access key id', actor.accessKeyId, notLongTerm);
  return {
    purpose: 'Switch off the key that was used',
    line: aws('update-access-key', { 'user-name': actor.name, 'access-key-id': actor.accessKeyId, status: 'Inactive' }),
  };
}

/**
 * Reaches the sessions that a key or password has opened. Only where something was done: after mere failed attempts the
 * actor in the record is the victim, whom this would lock out.
 */
function denyUser({ actor, target, devices, region }: Alert): Step[] {
  const done = devices?.list.some((device) => device.isNew === true) === true || actor.name !== target.name;
  if (actor.type !== 'IAMUser' || !done) return [];
  if (!matches(actor.name, iamName)) return [leftOut("the actor's user name", actor.name)];
  return [
    {
      purpose: 'Deny the actor everything, open sessions too (undo: detach-user-policy)',
      line: aws('attach-user-policy', { 'user-name': actor.name, 'policy-arn': denyAll(region) }),
    },
  ];
}

/** Somebody has signed in as the user: that session outlives device and password, and who has it knows the password. */
function stopWhoeverPassed(alert: Alert): Step[] {
  const { target, detection, related, region } = alert;
  if (target.type !== 'IAMUser' || !isSerious(alert) || !matches(target.name, iamName)) return [];
  const isUsed = [detection, ...related].includes('new-device-first-use');
  if (!isUsed && !hasSignedIn(alert)) return [];
  return [
    {
      purpose: `${isUsed ? 'The new device has been used' : 'Somebody has signed in as the user'}: deny the user everything, open sessions too (undo: detach-user-policy)`,
      line: aws('attach-user-policy', { 'user-name': target.name, 'policy-arn': denyAll(region) }),
    },
    ...takePassword(alert),
  ];
}

function hasSignedIn({ target, events = [] }: Alert): boolean {
  return events.some(
    ({ name, error, actor, target: other }) =>
      ['ConsoleLogin', 'GetSessionToken'].includes(name) &&
      error === undefined &&
      other === undefined &&
      isSameName(actor, target.name),
  );
}

/** A session of GetFederationToken may never do more than the user who made it, and outlives the key that it was made with. */
function stopIssuer({ actor: { issuer = '' }, account, region }: Alert): Step[] {
  if (issuer.endsWith(':root')) return [rootsKey];
  const [, owner, user] = /^arn:[\w-]+:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/.exec(issuer) ?? [];
  if (!matches(user, iamName) || owner !== account)
    return [
      'An access key made this session with GetFederationToken: if nobody can vouch for this, find that call in CloudTrail, then switch its key off and deny its user everything.',
    ];
  return [
    {
      purpose: `Deny ${user}, who made the session, everything, open sessions too (undo: detach-user-policy)`,
      line: aws('attach-user-policy', { 'user-name': user, 'policy-arn': denyAll(region) }),
    },
    {
      purpose: `See the access keys of ${user}: one of them called GetFederationToken and is to be switched off`,
      line: aws('list-access-keys', { 'user-name': user }),
    },
  ];
}

function denyAll(region: string): string {
  return `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll`;
}

/** Only in the role's own account: elsewhere a role of the same name may be another. */
function denyRole({ actor, account, region }: Alert): Step[] {
  const revoke = 'IAM console, Roles, the role, Revoke sessions';
  const note = `A role session has no key to switch off: ${revoke}.`;
  const session = roleOfSession(actor.arn);
  if (session === undefined || !matches(session.role, iamName)) return [note];
  const { account: owner, role } = session;
  if (owner !== account) return [`${note} The role is one of account ${owner}.`];
  return [
    {
      purpose: 'Deny the role everything, for everybody who uses it, open sessions too (undo: detach-role-policy)',
      line: aws('attach-role-policy', { 'role-name': role, 'policy-arn': denyAll(region) }),
    },
    `To stop the open sessions only: ${revoke}.`,
  ];
}

/** AWS does not record whether the password was right, so somebody else may know it. */
function takePassword({ target }: Alert): Step[] {
  if (target.type !== 'IAMUser') return [];
  if (!matches(target.name, iamName)) return [leftOut('the user name', target.name)];
  return [
    {
      purpose: 'Take the console password away (the user cannot sign in until you give them a new one)',
      line: aws('delete-login-profile', { 'user-name': target.name }),
    },
  ];
}

/** What somebody else has given the user to sign in with: whoever has it is the user, with the new device or without. */
function takeNewCredentials(alert: Alert): Step[] {
  const { target, events = [] } = alert;
  const user = target.name?.toLowerCase();
  if (target.type !== 'IAMUser' || user === undefined) return [];
  const given = events.filter((event) => event.error === undefined && event.target?.toLowerCase() === user);
  const keys = given.filter(({ name }) => name === 'CreateAccessKey').map(({ createdKey }) => createdKey);
  const hasPassword = given.some(({ name }) => ['CreateLoginProfile', 'UpdateLoginProfile'].includes(name));
  return [...new Set(keys)]
    .map((key) => deactivateNewKey(target.name, key))
    .concat(hasPassword ? takePassword(alert) : []);
}

function deactivateNewKey(user: string | undefined, key: string | undefined): Step {
  if (!matches(user, iamName)) return leftOut('the user name', user);
  if (key !== undefined && !matches(key, longTermKey)) return leftOut('the id of the new access key', key, notLongTerm);
  const where = key === undefined ? ', with its id from the list of keys in place of KEY' : '';
  return {
    purpose: `Switch off the access key that was made for the user${where}`,
    line: aws('update-access-key', { 'user-name': user, 'access-key-id': key ?? 'KEY', status: 'Inactive' }),
  };
}

function removeNewDevices({ target, devices }: Alert): Step[] {
  const added = (devices?.list ?? []).filter((device) => device.isNew === true);
  if (added.length > 0 && target.type === 'Root')
    return [`Root's devices can be removed by root only: sign in as root, Security credentials. ${centralRoot}`];
  if (target.type !== 'IAMUser') return [];
  return added.map((device) => {
    if (!matches(target.name, iamName)) return leftOut('the user name', target.name);
    if (device.serialNumber === notNamed) return leftOut('the serial number', undefined);
    if (!matches(device.serialNumber, serialNumber)) return leftOut('the serial number', device.serialNumber);
    return {
      purpose: 'Take the new device away',
      line: aws('deactivate-mfa-device', { 'user-name': target.name, 'serial-number': device.serialNumber }),
    };
  });
}

function lookAtTarget({ target, region }: Alert): Step[] {
  if (target.type === 'IdentityCenterUser') return lookUpPerson(target.id ?? target.name, region);
  if (target.type !== 'IAMUser') return [];
  if (!matches(target.name, iamName)) return [leftOut('the user name', target.name)];
  const user = { 'user-name': target.name };
  return [
    { purpose: 'See which devices are there now', line: aws('list-mfa-devices', user) },
    { purpose: 'See which access keys are there', line: aws('list-access-keys', user) },
  ];
}

/** Records of Identity Center name most users by an id that tells nobody who it is. */
function lookUpPerson(user: string | undefined, region: string): Step[] {
  if (!matches(user, directoryUserId) || !regionName.safeParse(region).success) return [];
  const who = { 'identity-store-id': 'STORE', 'user-id': user };
  return [
    { purpose: 'Which directory that is (IdentityStoreId)', line: aws('list-instances', { region }, 'sso-admin') },
    {
      purpose: 'Whose id that is, with the directory in place of STORE',
      line: aws('describe-user', { region, ...who }, 'identitystore'),
    },
  ];
}

function matches(text: string | undefined, allowed: RegExp): text is string {
  return text !== undefined && allowed.test(text);
}

const notOfTrail = 'holds characters CloudTrail does not allow';
const notLongTerm = 'is not that of a long-term key (AKIA…)';

function leftOut(what: string, value: string | undefined, why = 'holds characters IAM does not allow'): string {
  return value === undefined
    ? `A command is left out: the record does not say ${what}.`
    : `A command is left out: ${what} ${why}.`;
}

/** `--name='value'`, so that a value that begins with a dash stays a value; the values hold no quote. */
function aws(operation: string, options: Readonly<Record<string, string>>, service = 'iam'): string {
  const words = Object.entries(options).map(([option, value]) => `--${option}='${value}'`);
  return ['aws', service, operation, ...words].join(' ');
}
