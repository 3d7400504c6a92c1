import { day } from '../time';
import type { Observation } from './timeline';
import { millis, type TrailEvent } from './trail-event';
import { runs } from './window';

/** A call after which something may no longer demand MFA. */
export interface Loss {
  event: TrailEvent;
  /** `text`: another text is in force; `unread`: it is, and nobody knows what it says; `deleted`: a managed policy. */
  kind: 'detached' | 'removed' | 'text' | 'unread' | 'deleted';
  /** Who said that the policy carried a condition on MFA. */
  from: 'trail' | 'IAM';
}

/** What the calls on one policy did to MFA. */
export interface PolicyHistory {
  losses: Loss[];
  /** Calls that attach the policy while its text demands MFA, or put such a text in force. */
  gains: TrailEvent[];
  /** Calls that detach the policy, whatever it says then. */
  detachments: TrailEvent[];
}

/**
 * What the text says is known from the calls themselves; failing that, from what IAM listed when one of them arrived.
 * CloudTrail's times are whole seconds: of the calls of one second, any may have been the last.
 *
 * @param observations of one policy, in time order.
 */
export function policyHistory(observations: readonly Observation[]): PolicyHistory {
  const losses: Loss[] = [];
  const gains: TrailEvent[] = [];
  const versions = new Map<string | undefined, boolean | undefined>();
  const inForce: { mentionsMfa?: boolean | undefined; isUnsure: boolean } = { isUnsure: false };
  const listing = observations.find(({ policyMentionsMfa }) => policyMentionsMfa === true)?.event;
  const calls = observations.flatMap(({ event }) => (event.policy && event.errorCode === undefined ? event : []));
  for (const second of runs(calls, 0)) {
    learnVersions(second, versions);
    const listed = listing !== undefined && millis(listing) <= millis(second[0]);
    const texts = new Set<boolean | undefined>();
    const textOf = (event: TrailEvent): boolean | undefined =>
      event.name === 'SetDefaultPolicyVersion' ? versions.get(event.policy?.versionId) : event.policy?.mentionsMfa;
    for (const event of worstOrder(second, textOf)) {
      const carried = inForce.mentionsMfa ?? listed;
      const lose = (kind: Loss['kind']): void => {
        if (carried) losses.push({ event, kind, from: inForce.mentionsMfa === undefined ? 'IAM' : 'trail' });
      };
      const say = (mentionsMfa: boolean | undefined): void => {
        texts.add(mentionsMfa);
        inForce.mentionsMfa = mentionsMfa;
        inForce.isUnsure = mentionsMfa === undefined;
      };
      const become = (mentionsMfa: boolean | undefined): void => {
        if (mentionsMfa === true) gains.push(event);
        else lose(mentionsMfa === undefined ? 'unread' : 'text');
        say(mentionsMfa);
      };
      switch (verbOf(event)) {
        case 'CreatePolicy':
          say(textOf(event));
          break;
        case 'CreatePolicyVersion':
          if (event.policy?.isDefault) become(textOf(event));
          break;
        case 'SetDefaultPolicyVersion':
        case 'Put':
          become(textOf(event));
          break;
        case 'Delete':
          lose('removed');
          say(false);
          break;
        case 'Attach':
          // Made anew under its name, it may say anything: what IAM listed is then of the policy before.
          if (carried && !inForce.isUnsure) gains.push(event);
          break;
        case 'Detach':
          lose('detached');
          break;
        case 'DeletePolicy':
          lose('deleted');
          break;
      }
    }
    if (texts.has(true) && texts.size > 1) Object.assign(inForce, { mentionsMfa: true, isUnsure: true });
  }
  return { losses, gains, detachments: calls.filter((event) => verbOf(event) === 'Detach') };
}

function learnVersions(calls: readonly TrailEvent[], versions: Map<string | undefined, boolean | undefined>): void {
  for (const { name, policy } of calls) {
    if (name !== 'CreatePolicy') continue;
    versions.clear();
    versions.set('v1', policy?.mentionsMfa);
  }
  for (const { name, policy } of calls) {
    if (name === 'CreatePolicyVersion') versions.set(policy?.versionId, policy?.mentionsMfa);
  }
}

/** The order in which most is lost and least is put back: else whoever is quick could choose how it looks. */
function worstOrder(
  calls: readonly TrailEvent[],
  textOf: (event: TrailEvent) => boolean | undefined,
): readonly TrailEvent[] {
  const rank = (event: TrailEvent): number => {
    const verb = verbOf(event);
    if (verb === 'Attach') return 4;
    if (verb === 'Detach' || verb === 'Delete' || verb === 'DeletePolicy') return 1;
    const text = textOf(event);
    if (text === undefined) return 3;
    return text ? 0 : 2;
  };
  return calls.toSorted((a, b) => rank(a) - rank(b));
}

/** `DetachUserPolicy` → `Detach`: what is done does not depend on who holds the policy. */
function verbOf({ name }: TrailEvent): string {
  return name.replace(/(User|Group|Role)Policy$/, '');
}

/**
 * The call that took the loss back within the time, if the same actor made one; in the same second, it may have come
 * first. A text puts nothing back for those from whom the policy was detached while it said something else.
 */
export function putBack(
  { event, kind }: Loss,
  { gains, detachments }: PolicyHistory,
  within: number,
): TrailEvent | undefined {
  const back = gains.find(
    (gain) =>
      isSoonAfter(gain, event, within) &&
      millis(gain) > millis(event) &&
      gain.actor.arn === event.actor.arn &&
      (verbOf(gain) === 'Attach') === (kind === 'detached') &&
      gain.policy?.holder === event.policy?.holder,
  );
  if (back === undefined || kind === 'detached') return back;
  const isBetween = (other: TrailEvent): boolean => millis(other) >= millis(event) && millis(other) <= millis(back);
  return detachments.some(isBetween) ? undefined : back;
}

/** What explains that a user or group lost a policy that demanded MFA. */
export interface Explanation {
  loss: TrailEvent;
  by: TrailEvent;
  /** `leaver`: the user was deleted; `instead`: another policy that demands MFA was given. */
  kind: 'leaver' | 'instead';
}

/** @param observations of one holder, in time order. */
export function explanationsOf(observations: readonly Observation[], gap: number, leaver: number): Explanation[] {
  const ids = new Set(observations.map(({ event }) => idOf(event)));
  return [...ids].flatMap((id) => {
    const history = policyHistory(observations.filter(({ event }) => idOf(event) === id));
    return history.losses.flatMap((loss): Explanation[] => {
      const { event } = loss;
      const deletion = observations.find(
        (other) => deletesUser(other.event) && isSoonAfter(other.event, event, leaver),
      );
      if (deletion !== undefined && !observations.some((other) => isNamesake(other.event, event, deletion.event)))
        return [{ loss: event, by: deletion.event, kind: 'leaver' }];
      const other = observations.find(
        (gift) =>
          givesMfa(gift) &&
          idOf(gift.event) !== id &&
          (isSoonAfter(gift.event, event, gap) || isSoonAfter(event, gift.event, gap)) &&
          !observations.some(({ event: end }) => takesBack(end, gift.event, millis(event) + gap)),
      );
      if (other === undefined || putBack(loss, history, gap) !== undefined) return [];
      return [{ loss: event, by: other.event, kind: 'instead' }];
    });
  });
}

function isSoonAfter(later: TrailEvent, earlier: TrailEvent, within: number): boolean {
  const lag = millis(later) - millis(earlier);
  return later.identity !== earlier.identity && lag >= 0 && lag <= within;
}

/** Whoever gets the name before the deletion is who was deleted, and the user only renamed; whoever gets it after may be the same person. */
function isNamesake(made: TrailEvent, loss: TrailEvent, deletion: TrailEvent): boolean {
  const isMade = made.name === 'CreateUser' && made.errorCode === undefined;
  return isMade && millis(made) >= millis(loss) && millis(made) <= millis(deletion) + day;
}

function deletesUser({ name, errorCode }: TrailEvent): boolean {
  return name === 'DeleteUser' && errorCode === undefined;
}

function givesMfa({ event, policyMentionsMfa }: Observation): boolean {
  if (event.errorCode !== undefined) return false;
  const verb = verbOf(event);
  return (verb === 'Attach' && policyMentionsMfa === true) || (verb === 'Put' && event.policy?.mentionsMfa === true);
}

/** Two policies that take each other's place in turn end with none: what is lost again takes no place. */
function takesBack(event: TrailEvent, gift: TrailEvent, until: number): boolean {
  const verb = verbOf(event);
  return (
    (verb === 'Detach' || verb === 'Delete' || (verb === 'Put' && event.policy?.mentionsMfa !== true)) &&
    event.errorCode === undefined &&
    idOf(event) === idOf(gift) &&
    millis(event) >= millis(gift) &&
    millis(event) <= until
  );
}

/** IAM does not tell names apart by case. */
function idOf({ policy }: TrailEvent): string | undefined {
  return policy?.id.toLowerCase();
}

/** As people call it: the last part of the ARN or id. */
export function policyName({ policy }: TrailEvent): string {
  return policy?.id.split('/').at(-1) ?? 'unnamed';
}

/** `group Developers`. */
export function holderName({ policy }: TrailEvent): string {
  return policy?.holder?.replace('/', ' ') ?? 'nobody';
}

/** Key of the timeline of one policy. */
export function policyKey(event: TrailEvent): string | undefined {
  return event.policy && `${event.account}/policy:${idOf(event)}`;
}

/** Key of the timeline of a user's or group's policies; roles are left out. */
export function holderKey({ account, name, policy, target }: TrailEvent): string | undefined {
  const isOfUser = name === 'DeleteUser' || name === 'CreateUser';
  const holder = isOfUser && target.name !== undefined ? `user/${target.name}` : policy?.holder;
  return holder === undefined || holder.startsWith('role/') ? undefined : `${account}/holder:${holder.toLowerCase()}`;
}
