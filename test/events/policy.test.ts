import { describe, expect, it } from '@jest/globals';
import { mentionsMfa } from '../../lambda/events/policy';
import { account, apiCall, iamCall } from '../../lambda/events/samples';
import { parse } from '../engine/world';

const arn = `arn:aws:iam::${account}:policy/ForceMFA`;

it.each([
  [true, '{"Bool":{"aws:MultiFactorAuthPresent":"false"}}'],
  [true, '{"Bool":{"AWS:multifactorauthpresent":"false"}}'],
  [true, '{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}'],
  [true, encodeURIComponent('{"Bool":{"aws:MultiFactorAuthPresent":"false"}}')],
  [false, '{"Action":"iam:EnableMFADevice"}'],
  [false, '{"Sid":"MultiFactorAuthPresent"}'],
])('it is %p that this text asks for MFA: %s', (mentions, text) => {
  expect(mentionsMfa(text)).toBe(mentions);
});

describe('the policy of a call', () => {
  const of = (name: string, parameters: Record<string, unknown>, response?: Record<string, unknown>) =>
    parse(iamCall(name, parameters, { ...(response && { response }) })).policy;

  it.each<[string, Record<string, unknown>, object]>([
    ['AttachUserPolicy', { userName: 'alice', policyArn: arn }, { id: arn, holder: 'user/alice' }],
    ['AttachGroupPolicy', { groupName: 'Developers', policyArn: arn }, { id: arn, holder: 'group/Developers' }],
    ['AttachRolePolicy', { roleName: 'Admin', policyArn: arn }, { id: arn, holder: 'role/Admin' }],
    ['DeletePolicy', { policyArn: arn }, { id: arn }],
    ['DeleteUserPolicy', { userName: 'alice', policyName: 'mfa' }, { id: 'user/alice/mfa', holder: 'user/alice' }],
    ['SetDefaultPolicyVersion', { policyArn: arn, versionId: 'v2' }, { id: arn, versionId: 'v2' }],
  ])('%s is known by %j', (name, parameters, policy) => {
    expect(of(name, parameters)).toEqual({ isDefault: false, ...policy });
  });

  it('that makes one is known by the answer', () => {
    expect(of('CreatePolicy', { policyName: 'ForceMFA', policyDocument: '{}' }, { policy: { arn } })).toEqual({
      id: arn,
      isDefault: false,
      mentionsMfa: false,
    });
    const parameters = { policyArn: arn, policyDocument: '"aws:MultiFactorAuthPresent"', setAsDefault: true };
    expect(of('CreatePolicyVersion', parameters, { policyVersion: { versionId: 'v2' } })).toEqual({
      id: arn,
      versionId: 'v2',
      isDefault: true,
      mentionsMfa: true,
    });
  });

  it.each<[string, object]>([
    ['names none', iamCall('ListPolicies', {})],
    ['names only its holder', iamCall('ListUserPolicies', { userName: 'alice' })],
    ['names only the policy', iamCall('GetUserPolicy', { policyName: 'mfa' })],
    ['has no parameters', iamCall('DetachUserPolicy', {}, { patch: { requestParameters: null } })],
    ['is about something else', iamCall('CreateUser', { userName: 'alice', policyArn: arn })],
    ['is of another service', apiCall('sqs', 'PutQueuePolicy', { policyArn: arn })],
  ])('is none where the call %s', (_, record) => {
    expect(parse(record).policy).toBeUndefined();
  });
});
