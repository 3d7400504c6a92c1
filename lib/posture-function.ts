import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { addFunction, type Given, grantTelling } from './own-function';

/** What reads the whole account. The adapter for IAM has the same list, and a test holds them together. */
const reads = [
  'iam:GenerateCredentialReport',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetCredentialReport',
  'iam:ListVirtualMFADevices',
];

/** The function that looks every day for what MFA does not protect in the account. */
export class PostureFunction extends Construct {
  readonly handler: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id);
    const { handler, role } = addFunction(this, {
      ...given,
      handler: 'posture',
      purpose: 'looks for what MFA does not protect in the account',
      alarms: { meanwhile: 'nobody is told of new exposures', isAsynchronous: true, guard: given.guard },
      // Users, roles and policies of a large account, all at once; and with 1,769 MB comes a whole processor (Lambda guide).
      memorySize: 2048,
      // Lambda's longest: IAM takes its time with a credential report, and throttles.
      timeout: Duration.minutes(15),
    });
    grantTelling(role, given);
    role.addToPolicy(new PolicyStatement({ actions: reads, resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The five calls read the account as a whole, and know no resource (service authorization reference, IAM); ' +
        'GenerateCredentialReport has IAM make a report, which nobody but those who may read it sees.',
    });
    this.handler = handler;
    this.role = role;
  }
}
