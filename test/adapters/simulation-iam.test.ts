import { beforeEach, describe, expect, it } from '@jest/globals';
import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { simulate } from '../../lambda/adapters/snapshot/simulation-iam';
import { ownRequests } from '../../lambda/posture/enrolment';
import { alice } from '../../lambda/posture/samples';

const iam = mockClient(IAMClient);
const client = new IAMClient({ region: 'us-east-1' });
const question = { arn: alice().arn, requests: ownRequests(alice()) };
const result = (EvalDecision: 'allowed' | 'implicitDeny' | 'explicitDeny', more: object = {}) => ({
  EvaluationResults: [{ EvalActionName: 'x', EvalDecision, ...more }],
});
const ask = (count = 1) =>
  simulate(
    client,
    Array.from({ length: count }, () => question),
    () => undefined,
  );
const failing = (name: string) => Object.assign(new Error('no'), { name });

beforeEach(() => {
  iam.reset();
});

describe('IAM’s simulator', () => {
  it('is asked for both calls on the user’s own device, and told nothing of MFA', async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves(result('allowed'));
    expect(await ask()).toEqual([Array(2).fill({ status: 'answered', isAllowed: true, missingKeys: [] })]);
    expect(iam.commandCalls(SimulatePrincipalPolicyCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        PolicySourceArn: 'arn:aws:iam::111122223333:user/alice',
        ActionNames: ['iam:CreateVirtualMFADevice'],
        ResourceArns: ['arn:aws:iam::111122223333:mfa/alice'],
      },
      {
        PolicySourceArn: 'arn:aws:iam::111122223333:user/alice',
        ActionNames: ['iam:EnableMFADevice'],
        ResourceArns: ['arn:aws:iam::111122223333:user/alice'],
      },
    ]);
  });

  it.each([
    ['explicitDeny', { OrganizationsDecisionDetail: { AllowedByOrganizations: false } }, 'a service control policy'],
    [
      'implicitDeny',
      { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      'the permissions boundary',
    ],
    ['implicitDeny', { OrganizationsDecisionDetail: { AllowedByOrganizations: true } }, undefined],
  ] as const)('says who forbids: %s %j', async (decision, detail, forbiddenBy) => {
    iam.on(SimulatePrincipalPolicyCommand).resolves(result(decision, detail));
    const [[answer] = []] = await ask();
    expect(answer).toEqual({
      status: 'answered',
      isAllowed: false,
      missingKeys: [],
      ...(forbiddenBy && { forbiddenBy }),
    });
  });

  it('names the keys that it was told nothing of, those of MFA left out', async () => {
    const ofResource = { EvalResourceName: 'x', EvalResourceDecision: 'allowed' as const };
    const ResourceSpecificResults = [
      { ...ofResource, MissingContextValues: ['aws:SourceIp', 'aws:MultiFactorAuthPresent'] },
    ];
    iam.on(SimulatePrincipalPolicyCommand).resolves(result('allowed', { ResourceSpecificResults }));
    expect((await ask())[0]?.[0]).toMatchObject({ missingKeys: ['aws:SourceIp'] });
  });

  it('is not asked again once it refuses', async () => {
    iam.on(SimulatePrincipalPolicyCommand).rejects(failing('AccessDenied'));
    const answers = await ask(50);
    expect(answers.flat()).toEqual(Array(100).fill({ status: 'unanswered', why: 'AccessDenied' }));
    expect(iam.calls().length).toBeLessThanOrEqual(8);
  });

  it('goes on after a user who is gone, and tells how far it is', async () => {
    iam.on(SimulatePrincipalPolicyCommand).rejectsOnce(failing('NoSuchEntity')).resolves(result('allowed'));
    const told: number[] = [];
    const answers = await simulate(client, [question, question], (done) => told.push(done));
    expect(
      answers
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['answered', 'answered', 'answered', 'unanswered']);
    expect(told).toEqual([1, 2]);
  });
});
