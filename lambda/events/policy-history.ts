import type { Observation } from './timeline';
import { millis, type TrailEvent } from './trail-event';

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
}

/**
 * What the text says is known from the calls themselves; failing that, from what IAM listed when one of them arrived.
 *
 * @param observations of one policy, in time order.
 */
export function policyHistory(observations: readonly Observation[]): PolicyHistory {
  const losses: Loss[] = [];
  const gains: TrailEvent[] = [];
  const versions = new Map<string | undefined, boolean | undefined>();
  const inForce: { mentionsMfa?: boolean | undefined; isUnread: boolean } = { isUnread: false };
  let listed = false;
  for (const { event, policyMentionsMfa } of observations) {
    const { policy } = event;
    if (policy === undefined || event.errorCode !== undefined) continue;
    listed ||= policyMentionsMfa === true;
    const carried = inForce.mentionsMfa ?? listed;
    const lose = (kind: Loss['kind']): void => {
      if (carried) losses.push({ event, kind, from: inForce.mentionsMfa === undefined ? 'IAM' : 'trail' });
    };
    const say = (mentionsMfa: boolean | undefined): void => {
      inForce.mentionsMfa = mentionsMfa;
      inForce.isUnread = mentionsMfa === undefined;
    };
    const become = (mentionsMfa: boolean | undefined): void => {
      if (mentionsMfa === true) gains.push(event);
      else lose(mentionsMfa === undefined ? 'unread' : 'text');
      say(mentionsMfa);
    };
    switch (verbOf(event)) {
      case 'CreatePolicy':
        versions.clear();
        versions.set('v1', policy.mentionsMfa);
        say(policy.mentionsMfa);
        break;
      case 'CreatePolicyVersion':
        versions.set(policy.versionId, policy.mentionsMfa);
        if (policy.isDefault) become(policy.mentionsMfa);
        break;
      case 'SetDefaultPolicyVersion':
        become(versions.get(policy.versionId));
        break;
      case 'Put':
        become(policy.mentionsMfa);
        break;
      case 'Delete':
        lose('removed');
        say(false);
        break;
      case 'Attach':
        // Made anew under its name, it may say anything: what IAM listed is then of the policy before.
        if (carried && !inForce.isUnread) gains.push(event);
        break;
      case 'Detach':
        lose('detached');
        break;
      case 'DeletePolicy':
        lose('deleted');
        break;
    }
  }
  return { losses, gains };
}

/** `DetachUserPolicy` → `Detach`: what is done does not depend on who holds the policy. */
function verbOf({ name }: TrailEvent): string {
  return name.replace(/(User|Group|Role)Policy$/, '');
}

/** The call that took the loss back within the time, if the same actor made one. */
export function putBack({ event, kind }: Loss, { gains }: PolicyHistory, within: number): TrailEvent | undefined {
  return gains.find(
    (gain) =>
      isSoonAfter(gain, event, within) &&
      gain.actor.arn === event.actor.arn &&
      (verbOf(gain) === 'Attach') === (kind === 'detached') &&
      gain.policy?.holder === event.policy?.holder,
  );
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
  const ids = new Set(observations.map(({ event }) => event.policy?.id));
  return [...ids].flatMap((id) => {
    const history = policyHistory(observations.filter(({ event }) => event.policy?.id === id));
    return history.losses.flatMap((loss): Explanation[] => {
      const { event } = loss;
      const deletion = observations.find(
        (other) => deletesUser(other.event) && isSoonAfter(other.event, event, leaver),
      );
      if (deletion !== undefined) return [{ loss: event, by: deletion.event, kind: 'leaver' }];
      const other = observations.find(
        (gift) =>
          givesMfa(gift) &&
          gift.event.policy?.id !== id &&
          (isSoonAfter(gift.event, event, gap) || isSoonAfter(event, gift.event, gap)),
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

function deletesUser({ name, errorCode }: TrailEvent): boolean {
  return name === 'DeleteUser' && errorCode === undefined;
}

function givesMfa({ event, policyMentionsMfa }: Observation): boolean {
  if (event.errorCode !== undefined) return false;
  const verb = verbOf(event);
  return (verb === 'Attach' && policyMentionsMfa === true) || (verb === 'Put' && event.policy?.mentionsMfa === true);
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
export function policyKey({ account, policy }: TrailEvent): string | undefined {
  return policy && `${account}/policy:${policy.id.toLowerCase()}`;
}

/** Key of the timeline of a user's or group's policies; roles are left out. */
export function holderKey({ account, name, policy, target }: TrailEvent): string | undefined {
  const holder = name === 'DeleteUser' && target.name !== undefined ? `user/${target.name}` : policy?.holder;
  return holder === undefined || holder.startsWith('role/') ? undefined : `${account}/holder:${holder.toLowerCase()}`;
}
