import { account, iamCall } from '../../lambda/events/samples';
import { readingCalls } from './records';
import type { Scenario } from './scenario';

const terraform = { by: 'terraform', with: 'role', patch: { userAgent: 'HashiCorp Terraform/1.13' } } as const;
const demandsMfa =
  '{"Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}';
const arn = `arn:aws:iam::${account}:policy/require-mfa`;
const group = { groupName: 'people', policyName: 'self-service', policyDocument: demandsMfa };

export const scenario: Scenario = {
  story:
    'Terraform makes the policies that demand MFA, and an hour later a second run reads everything, adds a user and applies the policies again with other words.',
  records: [
    ...readingCalls(0, terraform),
    iamCall(
      'CreatePolicy',
      { policyName: 'require-mfa', policyDocument: demandsMfa },
      { ...terraform, minute: 1, response: { policy: { arn } } },
    ),
    iamCall('AttachGroupPolicy', { groupName: 'people', policyArn: arn }, { ...terraform, minute: 1.5 }),
    iamCall('PutGroupPolicy', group, { ...terraform, minute: 2 }),
    ...readingCalls(60, terraform),
    iamCall('CreateUser', { userName: 'dave' }, { ...terraform, minute: 61 }),
    iamCall('CreateLoginProfile', { userName: 'dave', passwordResetRequired: true }, { ...terraform, minute: 61.5 }),
    iamCall('AddUserToGroup', { userName: 'dave', groupName: 'people' }, { ...terraform, minute: 62 }),
    iamCall('CreateAccessKey', { userName: 'dave' }, { ...terraform, minute: 62.5 }),
    iamCall(
      'CreatePolicyVersion',
      { policyArn: arn, policyDocument: demandsMfa.replace('iam:*', 'sts:*'), setAsDefault: true },
      { ...terraform, minute: 63, response: { policyVersion: { versionId: 'v2', isDefaultVersion: true } } },
    ),
    iamCall('DeletePolicyVersion', { policyArn: arn, versionId: 'v1' }, { ...terraform, minute: 63.5 }),
    iamCall(
      'PutGroupPolicy',
      { ...group, policyDocument: demandsMfa.replace('iam:*', 'sts:*') },
      { ...terraform, minute: 64 },
    ),
  ],
  devices: {},
  everyday: true,
  expect: [],
};
