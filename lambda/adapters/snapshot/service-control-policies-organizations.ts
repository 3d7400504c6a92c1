import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  type OrganizationsClient,
  paginateListPoliciesForTarget,
} from '@aws-sdk/client-organizations';
import { type OrganizationAnswers, serviceControlPolicies } from '../../posture/service-control-policies';
import type { ServiceControlPolicies, UnreadPart } from '../../posture/snapshot';
import { nameOf } from '../reason';

/**
 * Whatever Organizations does not answer is unknown, and the reason stands with it: most accounts may not ask; only the
 * management account and delegated administrators are answered.
 */
export async function scpsOfOrganizations(
  client: OrganizationsClient,
  account: string,
): Promise<{ scps: ServiceControlPolicies; unread: readonly UnreadPart[] }> {
  try {
    const { scps, unread } = serviceControlPolicies(await answers(client, account));
    return { scps: scps ?? { status: 'known', levels: [] }, unread };
  } catch (error) {
    if (nameOf(error) === 'AWSOrganizationsNotInUseException')
      return { scps: { status: 'known', levels: [] }, unread: [] };
    const why = `AWS Organizations does not answer this account (${nameOf(error)})`;
    return { scps: { status: 'unknown', why }, unread: [] };
  }
}

async function answers(client: OrganizationsClient, account: string): Promise<OrganizationAnswers> {
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  const { MasterAccountId = '', FeatureSet } = Organization ?? {};
  const targets: { Target: string; Policies: { Id: string; Arn: string }[] }[] = [];
  const contents = new Map<string, string>();
  // They do not hold for the management account, whatever is attached.
  if (MasterAccountId === account)
    return { organization: { MasterAccountId }, targets: [{ Target: account, Policies: [] }], contents };
  for (let target: string | undefined = account; target !== undefined; target = await parentOf(client, target)) {
    const Policies = await policiesOf(client, target);
    targets.push({ Target: target, Policies });
    for (const { Id } of Policies) if (!contents.has(Id)) contents.set(Id, await contentOf(client, Id));
  }
  return { organization: { MasterAccountId, FeatureSet }, targets, contents };
}

async function policiesOf(client: OrganizationsClient, TargetId: string): Promise<{ Id: string; Arn: string }[]> {
  const policies: { Id: string; Arn: string }[] = [];
  const asked = { TargetId, Filter: 'SERVICE_CONTROL_POLICY' as const };
  for await (const { Policies = [] } of paginateListPoliciesForTarget({ client }, asked))
    policies.push(...Policies.map(({ Id = '', Arn = '' }) => ({ Id, Arn })));
  return policies;
}

async function contentOf(client: OrganizationsClient, PolicyId: string): Promise<string> {
  const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId }));
  return Policy?.Content ?? '';
}

/** Accounts and units have exactly one; the root has none, and is not asked about. */
async function parentOf(client: OrganizationsClient, ChildId: string): Promise<string | undefined> {
  if (ChildId.startsWith('r-')) return undefined;
  const { Parents } = await client.send(new ListParentsCommand({ ChildId }));
  return Parents?.[0]?.Id;
}
