import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { neverMailed } from '../../lambda/engine/telling/routing';

/** Lets through what bears no mark. */
export const noHeartbeat = anythingBut('heartbeat');

/** Nor does anybody want a mail that says that all is well; what bears no mark is let through. */
export function mailTo(address: string): EmailSubscription {
  return new EmailSubscription(address, { filterPolicy: { update: anythingBut(neverMailed), kind: noHeartbeat } });
}

function anythingBut(...values: string[]): SubscriptionFilter {
  return new SubscriptionFilter([{ exists: false }, { 'anything-but': values }]);
}
