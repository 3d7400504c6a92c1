import { beforeEach, describe, expect, it } from '@jest/globals';
import { GetPolicyVersionCommand, IAMClient, ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { MemberAccess } from '../../lambda/adapters/member-access';
import { IamPolicies } from '../../lambda/adapters/policies-iam';
import { account } from '../../lambda/events/samples';

const arn = `arn:aws:iam::${account}:policy/team/ForceMFA`;
const text = (condition: string) =>
  encodeURIComponent(
    JSON.stringify({ Statement: [{ Effect: 'Deny', Action: '*', Condition: { Bool: { [condition]: 'false' } } }] }),
  );
const iam = mockClient(IAMClient);
const home = { account, partition: 'aws', organization: null };
const clients = { iam: new IAMClient({ region: 'us-east-1' }), sts: new STSClient({ region: 'us-east-1' }) };
const policies = new IamPolicies(
  new MemberAccess(
    home,
    () => Promise.resolve(clients.iam),
    () => Promise.resolve(clients.sts),
    () => 0,
  ),
);

/** IAM as it answers for a policy with these texts, newest first. */
function listed(...documents: (string | undefined)[]): void {
  const Versions = documents.map((_, index) => ({
    VersionId: `v${documents.length - index}`,
    IsDefaultVersion: index === 0,
  }));
  iam.on(ListPolicyVersionsCommand, { PolicyArn: arn }).resolves({ Versions, IsTruncated: false });
  documents.forEach((Document, index) => {
    const VersionId = `v${documents.length - index}`;
    iam
      .on(GetPolicyVersionCommand, { PolicyArn: arn, VersionId })
      .resolves({ PolicyVersion: { VersionId, ...(Document && { Document }) } });
  });
}

beforeEach(() => {
  iam.reset();
});

describe('whether a managed policy demands MFA', () => {
  it.each(['aws:MultiFactorAuthPresent', 'aws:multifactorauthage'])(
    'is seen in the URL-encoded text: %s',
    async (condition) => {
      listed(text(condition));
      expect(await policies.mentionMfa(account, arn)).toBe(true);
    },
  );

  it('is seen in an older version, too', async () => {
    listed(text('aws:SourceIp'), text('aws:MultiFactorAuthPresent'), text('aws:SourceIp'));
    expect(await policies.mentionMfa(account, arn)).toBe(true);
  });

  it('is denied when no version says so, or none has a text', async () => {
    listed(text('aws:SourceIp'), undefined);
    expect(await policies.mentionMfa(account, arn)).toBe(false);
  });

  it('is seen although another version cannot be read', async () => {
    listed(text('aws:SourceIp'), text('aws:MultiFactorAuthPresent'));
    iam.on(GetPolicyVersionCommand, { PolicyArn: arn, VersionId: 'v2' }).rejects(new Error('timeout'));
    expect(await policies.mentionMfa(account, arn)).toBe(true);
  });

  it('reads all pages', async () => {
    listed(text('aws:MultiFactorAuthPresent'));
    iam
      .on(ListPolicyVersionsCommand)
      .resolvesOnce({ Versions: [], IsTruncated: true, Marker: 'more' })
      .resolves({ Versions: [{ VersionId: 'v1' }], IsTruncated: false });
    expect(await policies.mentionMfa(account, arn)).toBe(true);
  });
});

describe('no answer', () => {
  it.each(['NoSuchEntityException', 'AccessDenied', 'ThrottlingException'])(
    'is given when IAM says %s',
    async (name) => {
      iam.on(ListPolicyVersionsCommand).rejects(Object.assign(new Error('no'), { name }));
      expect(await policies.mentionMfa(account, arn)).toBeUndefined();
    },
  );

  it('is given when one version cannot be read and no other says so', async () => {
    listed(text('aws:SourceIp'), text('aws:SourceIp'));
    iam.on(GetPolicyVersionCommand, { PolicyArn: arn, VersionId: 'v1' }).rejects(new Error('timeout'));
    expect(await policies.mentionMfa(account, arn)).toBeUndefined();
  });

  it('is given when the text is not what IAM writes', async () => {
    listed('%E0%A4%A');
    expect(await policies.mentionMfa(account, arn)).toBeUndefined();
  });

  it.each([
    ['another account’s event', '444455556666', arn],
    ['another account’s policy', account, 'arn:aws:iam::444455556666:policy/ForceMFA'],
    ['a policy of AWS', account, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['an inline policy', account, 'user/alice/mfa'],
  ])('is given, and nobody asked, for %s', async (_, of, id) => {
    expect(await policies.mentionMfa(of, id)).toBeUndefined();
    expect(iam.calls()).toHaveLength(0);
  });
});
