import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantLookUps } from './look-ups';
import { addFunction, grantTelling, type Given } from './own-function';

/** The function that looks for what EventBridge has not delivered, and judges that. */
export class ReconcileFunction extends Construct {
  readonly handler: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id);
    const { handler, role } = addFunction(this, {
      ...given,
      handler: 'reconcile',
      purpose: 'judges events that were not delivered',
      alarms: {
        meanwhile: 'nobody is told of events that EventBridge does not deliver',
        isAsynchronous: true,
        guard: given.guard,
      },
      memorySize: 512,
      // Lambda's longest: CloudTrail gives two pages a second.
      timeout: Duration.minutes(15),
    });
    grantTelling(role, given);
    given.memory.grant(role, 'dynamodb:BatchGetItem');
    grantLookUps(role);
    role.addToPolicy(new PolicyStatement({ actions: ['cloudtrail:LookupEvents'], resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'cloudtrail:LookupEvents reads, and knows no resource (service authorization reference, CloudTrail).',
    });
    this.handler = handler;
    this.role = role;
  }
}
