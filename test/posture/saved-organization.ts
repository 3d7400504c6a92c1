import { account } from '../../lambda/events/samples';

export const accountId = account;
export const management = '999988887777';

const statements: Readonly<Record<string, object>> = {
  'p-full': { Effect: 'Allow', Action: '*', Resource: '*' },
  'p-nodevice': { Effect: 'Deny', Action: 'iam:EnableMFADevice', Resource: '*' },
  'p-s3only': { Effect: 'Allow', Action: 's3:*', Resource: '*' },
};

function arnOf(policy: string): string {
  return `arn:aws:organizations::${management}:policy/o-ab12/service_control_policy/${policy}`;
}

export function organization(MasterAccountId: string) {
  return { Organization: { Id: 'o-ab12', FeatureSet: 'ALL', MasterAccountId } };
}

export function listed(Target: string, policies: readonly string[]) {
  const Policies = policies.map((Id) => ({ Id, Arn: arnOf(Id), Name: Id, Type: 'SERVICE_CONTROL_POLICY' }));
  return { Target, Policies };
}

export function described(Id: string) {
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: [statements[Id]] });
  return { Policy: { PolicySummary: { Id, Arn: arnOf(Id) }, Content } };
}

/** One after the other, as `aws` prints them. */
export function printed(...documents: object[]): string {
  return documents.map((document) => `${JSON.stringify(document, null, 4)}\n`).join('');
}

/** An account in one unit below the root; `p-full` allows all. */
export function scps(
  attached: Partial<Record<'account' | 'ou' | 'root', string[]>> = {},
  managementAccount = management,
): string {
  const { account: own = ['p-full'], ou = ['p-full'], root = ['p-full'] } = attached;
  const known = [...new Set([...own, ...ou, ...root])].filter((id) => id in statements);
  return printed(
    organization(managementAccount),
    listed(accountId, own),
    listed('ou-ab12-team', ou),
    listed('r-ab12', root),
    ...known.map(described),
    ...(known.length === 0 ? [] : [described('p-full')]),
  );
}
