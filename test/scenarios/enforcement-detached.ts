import { account, elsewhere, iamCall } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const arn = `arn:aws:iam::${account}:policy/require-mfa`;
const demandsMfa =
  '{"Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}';
const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere } as const;
const bob = { by: 'bob', with: 'console-mfa' } as const;

export const scenario: Scenario = {
  story:
    'The policy that demands MFA was made in the morning. In the afternoon somebody’s key detaches it from two groups and then deletes it.',
  records: [
    iamCall(
      'CreatePolicy',
      { policyName: 'require-mfa', policyDocument: demandsMfa },
      { ...bob, minute: 0, response: { policy: { arn } } },
    ),
    iamCall('AttachGroupPolicy', { groupName: 'people', policyArn: arn }, { ...bob, minute: 1 }),
    iamCall('AttachGroupPolicy', { groupName: 'admins', policyArn: arn }, { ...bob, minute: 2 }),
    iamCall('DetachGroupPolicy', { groupName: 'people', policyArn: arn }, { ...mallory, minute: 300 }),
    iamCall('DetachGroupPolicy', { groupName: 'admins', policyArn: arn }, { ...mallory, minute: 301 }),
    iamCall('DeletePolicy', { policyArn: arn }, { ...mallory, minute: 303 }),
  ],
  devices: {},
  expect: [{ detection: 'mfa-enforcement-weakened', severity: 'high', target: 'Account', events: 3 }],
};
