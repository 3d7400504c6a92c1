import { setTimeout as wait } from 'node:timers/promises';
import {
  GenerateCredentialReportCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  type IAMClient,
  paginateGetAccountAuthorizationDetails,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import { parseAuthorizationDetails } from '../../posture/authorization-details';
import { parseCredentialReport } from '../../posture/credential-report';
import type { Snapshot } from '../../posture/snapshot';
import { parseVirtualDevices } from '../../posture/virtual-devices';
import { isRefusal, nameOf } from '../reason';
import { merged } from './snapshot-files';

type Part = Partial<Snapshot> & Pick<Snapshot, 'unread'>;

/** Milliseconds. IAM needs some seconds for a report, and more the more users there are. */
const [pause, patience] = [2_000, 120_000];

/** What the credentials must be allowed to do, all of it reading. */
export const snapshotActions = [
  'iam:GetAccountAuthorizationDetails',
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListVirtualMFADevices',
  'iam:GetAccountSummary',
] as const;

/**
 * Asks the account of the credentials. What IAM refuses is absent from the snapshot and named in `unread`.
 *
 * @param rest between two looks for the report. @throws whatever else fails, such as missing credentials.
 */
export async function snapshotOfIam(iam: IAMClient, rest = () => wait(pause)): Promise<Snapshot> {
  return merged(
    await Promise.all([
      refusable('iam:GetAccountAuthorizationDetails', authorizationDetails(iam)),
      refusable('iam:GenerateCredentialReport and iam:GetCredentialReport', credentialReport(iam, rest)),
      refusable('iam:ListVirtualMFADevices', virtualDevices(iam)),
      refusable('iam:GetAccountSummary', summary(iam)),
    ]),
  );
}

async function refusable(actions: string, part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    if (isRefusal(error)) return { unread: [{ where: actions, what: `IAM refuses it (${nameOf(error)})` }] };
    throw error;
  }
}

async function authorizationDetails(client: IAMClient): Promise<Part> {
  const UserDetailList: unknown[] = [];
  const GroupDetailList: unknown[] = [];
  const RoleDetailList: unknown[] = [];
  const Policies: unknown[] = [];
  for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize: 1_000 }, {})) {
    UserDetailList.push(...(page.UserDetailList ?? []));
    GroupDetailList.push(...(page.GroupDetailList ?? []));
    RoleDetailList.push(...(page.RoleDetailList ?? []));
    Policies.push(...(page.Policies ?? []));
  }
  return parseAuthorizationDetails({ UserDetailList, GroupDetailList, RoleDetailList, Policies });
}

async function virtualDevices(client: IAMClient): Promise<Part> {
  const VirtualMFADevices: unknown[] = [];
  for await (const page of paginateListVirtualMFADevices({ client, pageSize: 1_000 }, { AssignmentStatus: 'Any' }))
    VirtualMFADevices.push(...(page.VirtualMFADevices ?? []));
  return parseVirtualDevices({ VirtualMFADevices });
}

async function summary(iam: IAMClient): Promise<Part> {
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  const enabled = SummaryMap?.AccountMFAEnabled;
  return { unread: [], ...(enabled !== undefined && { rootHasMfa: enabled === 1 }) };
}

/** IAM makes a report at most every four hours; until then it says that the last one is COMPLETE. */
async function credentialReport(iam: IAMClient, rest: () => Promise<void>): Promise<Part> {
  for (let waited = 0; waited <= patience; waited += pause) {
    const { State } = await iam.send(new GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') {
      const { Content } = await iam.send(new GetCredentialReportCommand({}));
      return parseCredentialReport(new TextDecoder().decode(Content));
    }
    await rest();
  }
  const what = `IAM has not made it within ${patience / 60_000} minutes; look again later`;
  return { unread: [{ where: 'credential report', what }] };
}
