import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Update } from '../../lambda/alerts/alert';

/** Lets through what bears no mark. */
export const noHeartbeat = anythingBut('heartbeat');

/**
 * Nobody wants a mail that says that an alert is less bad than the last mail said, or that all is well; what bears no mark is
 * let through.
 */
export function mailTo(address: string): EmailSubscription {
  const update = anythingBut('lowered' satisfies Update);
  return new EmailSubscription(address, { filterPolicy: { update, kind: noHeartbeat } });
}

function anythingBut(...values: string[]): SubscriptionFilter {
  return new SubscriptionFilter([{ exists: false }, { 'anything-but': values }]);
}
