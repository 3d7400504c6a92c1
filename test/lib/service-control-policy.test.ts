import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allows } from './policy';

const page = readFileSync(join(__dirname, '../../docs/reach.md'), 'utf8');
const [, written = ''] = /```json\n([^]+?)```/.exec(page) ?? [];
const { Statement: statements } = JSON.parse(written) as { Statement: unknown[] };
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

const member = '222233334444';
const named = (service: string, resource: string, region = 'eu-north-1') =>
  `arn:aws:${service}:${region}:${member}:${resource}`;
const role = (name: string) => named('iam', `role/${name}`, '');
const queue = named('sqs', 'mfa-watch-forward-dead-letters');
const rule = named('events', 'rule/mfa-watch-forward-Signin');

/** Whether an identity of a member account that has all rights may still do it. */
function may(name: string, action: string, resource: string): boolean {
  const context = { 'aws:PrincipalArn': role(name) };
  return allows([everything, ...statements], { principal: role(name), action, resource, context });
}

describe('the service control policy in docs/reach.md', () => {
  test.each([
    ['events:DisableRule', rule],
    ['events:RemoveTargets', rule],
    ['sqs:PurgeQueue', queue],
    ['sqs:DeleteQueue', queue],
    ['sqs:SetQueueAttributes', queue],
    ['cloudwatch:DeleteAlarms', named('cloudwatch', 'alarm:mfa-watch-forward-dead-letters')],
    ['iam:DeleteRolePolicy', role('mfa-watch-forward-eu-north-1')],
    ['iam:UpdateAssumeRolePolicy', role('mfa-watch-inventory')],
    ['cloudformation:DeleteStack', named('cloudformation', 'stack/StackSet-mfa-watch-member-1a2b/3c4d')],
    // Or anybody could make themselves an exception.
    ['iam:CreateRole', role('stacksets-exec-mine')],
    ['iam:CreateRole', role('YOUR-DEPLOY-ROLE')],
  ])('keeps an administrator of a member from %s on %s', (action, resource) => {
    expect(may('Administrator', action, resource)).toBe(false);
  });

  test.each(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'])(
    'lets those who redrive call %s',
    (action) => {
      expect(may('Administrator', action, queue)).toBe(true);
    },
  );

  test.each(['YOUR-DEPLOY-ROLE', 'stacksets-exec-1a2b'])('lets %s deploy', (name) => {
    for (const [action, resource] of [
      ['events:PutRule', rule],
      ['sqs:CreateQueue', queue],
      ['iam:CreateRole', role('mfa-watch-inventory')],
    ] as const)
      expect(may(name, action, resource)).toBe(true);
  });

  test('leaves alone what is not ours', () => {
    expect(may('Administrator', 'events:DisableRule', named('events', 'rule/nightly'))).toBe(true);
  });
});
