import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type Given, grantTelling, OwnFunction } from './own-function';

/** What reads the whole account. The adapter for IAM has the same list, and a test holds them together. */
const reads = [
  'iam:GenerateCredentialReport',
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetCredentialReport',
  'iam:ListVirtualMFADevices',
];

/** Adds the function that looks every day for what MFA does not protect in the account. */
export function addPostureFunction(scope: Construct, given: Given): OwnFunction {
  const posture = new OwnFunction(scope, 'Posture', {
    ...given,
    handler: 'posture',
    purpose: 'looks for what MFA does not protect in the account',
    alarms: { meanwhile: 'nobody is told of new exposures', isAsynchronous: true, startedEvery: Duration.days(1) },
    // Users, roles and policies of a large account, all at once; and with 1,769 MB comes a whole processor (Lambda guide).
    memorySize: 2048,
    // Lambda's longest: IAM takes its time with a credential report, and throttles.
    timeout: Duration.minutes(15),
  });
  grantTelling(posture.role, given);
  posture.role.addToPolicy(new PolicyStatement({ actions: reads, resources: ['*'] }));
  Validations.of(posture.role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'The five calls read the account as a whole, and know no resource (service authorization reference, IAM); ' +
      'GenerateCredentialReport has IAM make a report, which nobody but those who may read it sees.',
  });
  return posture;
}
