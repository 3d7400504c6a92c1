import { SnsSubscriptions } from '../adapters/subscriptions-sns';
import { toldBy } from '../config/environment';
import { SubscriptionWatch } from '../engine/health/subscription-watch';
import type { Schedules } from '../engine/receiver';
import { FollowUps } from '../engine/telling/follow-ups';
import { Notifier } from '../engine/telling/notifier';
import { telling } from './telling';
import type { Common } from './wire';

/** Loaded when the first of it is due, as most events come from CloudTrail. */
export function schedules({ told, clients, parts }: Pick<Common, 'told' | 'clients' | 'parts'>): Schedules {
  const all = { ...parts, ...telling({ told, parts }) };
  const subscriptions = new SnsSubscriptions(clients, toldBy(told), told.account);
  return {
    notifier: new Notifier({ ...all, exceptions: told.exceptions }),
    followUps: new FollowUps({ ...all, floodLimit: told.pace.floodLimit }),
    subscriptionWatch: new SubscriptionWatch({ ...all, subscriptions }),
  };
}
