import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { grantLookUps } from './look-ups';
import { type Given, grantTelling, OwnFunction } from './own-function';

/** Adds the function that looks for what EventBridge has not delivered, and judges that. */
export function addReconcileFunction(scope: Construct, given: Given): OwnFunction {
  const reconcile = new OwnFunction(scope, 'Reconcile', {
    ...given,
    handler: 'reconcile',
    purpose: 'judges events that were not delivered',
    alarms: {
      meanwhile: 'nobody is told of events that EventBridge does not deliver',
      ...{ isAsynchronous: true, startedEvery: Duration.hours(1) },
    },
    memorySize: 512,
    // Lambda's longest: CloudTrail gives two pages a second.
    timeout: Duration.minutes(15),
  });
  const { role } = reconcile;
  grantTelling(role, given);
  given.memory.grant(role, 'dynamodb:BatchGetItem');
  grantLookUps(role);
  role.addToPolicy(new PolicyStatement({ actions: ['cloudtrail:LookupEvents'], resources: ['*'] }));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'cloudtrail:LookupEvents reads, and knows no resource (service authorization reference, CloudTrail).',
  });
  return reconcile;
}
