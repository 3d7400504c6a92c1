import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { scpsOfOrganizations } from '../../lambda/adapters/snapshot/service-control-policies-organizations';
import { accountId, described, listed, management } from '../posture/saved-organization';

const organizations = mockClient(OrganizationsClient);
const client = new OrganizationsClient({ region: 'us-east-1' });
const failing = (name: string) => Object.assign(new Error('no'), { name });
const attached = (target: string, ...policies: string[]) =>
  organizations
    .on(ListPoliciesForTargetCommand, { TargetId: target, Filter: 'SERVICE_CONTROL_POLICY' })
    .resolves({ Policies: listed(target, policies).Policies.map(({ Id, Arn }) => ({ Id, Arn })) });

beforeEach(() => {
  organizations.reset();
  organizations
    .on(DescribeOrganizationCommand)
    .resolves({ Organization: { MasterAccountId: management, FeatureSet: 'ALL' } });
  organizations.on(ListParentsCommand, { ChildId: accountId }).resolves({ Parents: [{ Id: 'ou-ab12-team' }] });
  organizations.on(ListParentsCommand, { ChildId: 'ou-ab12-team' }).resolves({ Parents: [{ Id: 'r-ab12' }] });
  for (const target of [accountId, 'ou-ab12-team', 'r-ab12']) attached(target, 'p-full');
  for (const policy of ['p-full', 'p-nodevice'])
    organizations
      .on(DescribePolicyCommand, { PolicyId: policy })
      .resolves({ Policy: { Content: described(policy).Policy.Content } });
});

describe('service control policies of an organization', () => {
  it('are read on every level up to the root, each policy once', async () => {
    attached('ou-ab12-team', 'p-full', 'p-nodevice');
    const { scps, unread } = await scpsOfOrganizations(client, accountId);
    expect(scps.status === 'known' && scps.levels.map((level) => level.length)).toEqual([1, 2, 1]);
    expect(unread).toEqual([]);
    expect(organizations.commandCalls(DescribePolicyCommand)).toHaveLength(2);
  });

  it('do not hold for the management account, and none of them is read', async () => {
    const { scps } = await scpsOfOrganizations(client, management);
    expect(scps).toEqual({ status: 'known', levels: [] });
    expect(organizations.calls()).toHaveLength(1);
  });

  it('are none where the account is in no organization', async () => {
    organizations.on(DescribeOrganizationCommand).rejects(failing('AWSOrganizationsNotInUseException'));
    expect(await scpsOfOrganizations(client, accountId)).toEqual({ scps: { status: 'known', levels: [] }, unread: [] });
  });

  it.each([
    ['refuses', 'AccessDeniedException'],
    ['is out of reach', 'TimeoutError'],
  ])('are unknown where Organizations %s a part of the way up, and the reason is said', async (_, name) => {
    organizations.on(ListParentsCommand, { ChildId: 'ou-ab12-team' }).rejects(failing(name));
    expect(await scpsOfOrganizations(client, accountId)).toEqual({
      scps: { status: 'unknown', why: `AWS Organizations does not answer this account (${name})` },
      unread: [],
    });
  });
});
