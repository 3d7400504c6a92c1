import { describe, expect, test } from '@jest/globals';
import { ownRequests } from '../../lambda/posture/enrolment';
import { alice, readBuckets, selfService } from '../../lambda/posture/samples';
import { compared, comparisonLine, type Simulated } from '../../lambda/posture/simulation';

const answered = (isAllowed: boolean, more: object = {}): Simulated => ({
  ...{ status: 'answered', isAllowed, missingKeys: [] },
  ...more,
});
const undecided = {
  Statement: [
    { Effect: 'Deny', Action: 'iam:*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } },
  ],
};
const forAlice = (answer: Simulated, ...documents: object[]) => {
  const user = alice(selfService, ...documents);
  const [first] = compared(user, ownRequests(user), [answer, answer]);
  return first && [first.outcome, comparisonLine(first)];
};
const call = 'iam:CreateVirtualMFADevice on arn:aws:iam::111122223333:mfa/alice with the key alone';

describe('beside IAM’s own simulator', () => {
  test.each<[string, string, Simulated, object]>([
    ['agrees', `IAM agrees: ${call} is allowed`, answered(true), readBuckets],
    [
      'disagrees',
      `IAM DISAGREES: ${call} is denied by a service control policy; the policies as read here allow it. Look at it yourself`,
      answered(false, { forbiddenBy: 'a service control policy' }),
      readBuckets,
    ],
    [
      'not decided here',
      `not decided here; IAM says that ${call} is denied, told nothing of aws:SourceIp`,
      answered(false, { missingKeys: ['aws:SourceIp'] }),
      undecided,
    ],
    [
      'unanswered',
      `IAM does not say whether ${call} is allowed (AccessDenied)`,
      { status: 'unanswered', why: 'AccessDenied' },
      undecided,
    ],
  ])('it %s: %s', (outcome, line, answer, document) => {
    expect(forAlice(answer, document)).toEqual([outcome, line]);
  });
});
