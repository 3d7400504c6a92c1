import { account, elsewhere, iamCall } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const arn = `arn:aws:iam::${account}:policy/require-mfa`;
const demandsMfa =
  '{"Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}';
const demandsNothing = '{"Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}';
const bob = { by: 'bob', with: 'console-mfa' } as const;
const mallory = { by: 'mallory', with: 'role', from: elsewhere } as const;
const inline = { userName: 'alice', policyName: 'own-mfa' };

export const scenario: Scenario = {
  story:
    'Two policies demand MFA, one managed, one of alice’s own. Somebody puts a version without the condition in force, and overwrites the other. Another policy, which never demanded MFA, is changed too.',
  records: [
    iamCall(
      'CreatePolicy',
      { policyName: 'require-mfa', policyDocument: demandsMfa },
      { ...bob, minute: 0, response: { policy: { arn } } },
    ),
    iamCall('PutUserPolicy', { ...inline, policyDocument: demandsMfa }, { ...bob, minute: 1 }),
    iamCall('PutGroupPolicy', { groupName: 'people', policyName: 'buckets', policyDocument: demandsNothing }, bob),
    iamCall(
      'CreatePolicyVersion',
      { policyArn: arn, policyDocument: demandsNothing, setAsDefault: true },
      { ...mallory, minute: 600 },
    ),
    iamCall('PutUserPolicy', { ...inline, policyDocument: demandsNothing }, { ...mallory, minute: 640 }),
    iamCall('DeleteGroupPolicy', { groupName: 'people', policyName: 'buckets' }, { ...mallory, minute: 641 }),
  ],
  devices: {},
  expect: [
    { detection: 'mfa-enforcement-weakened', severity: 'high', target: 'Account', events: 1 },
    { detection: 'mfa-enforcement-weakened', severity: 'high', target: 'alice', events: 1 },
  ],
};
