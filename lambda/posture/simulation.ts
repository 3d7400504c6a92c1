import { decide, type Verdict } from './policy-decision';
import type { Request } from './policy-match';
import type { User } from './snapshot';

/** What iam:SimulatePrincipalPolicy says of a call. */
export type Simulated =
  | {
      status: 'answered';
      isAllowed: boolean;
      /** What forbids it beside the policies of the user, such as `a service control policy`. */
      forbiddenBy?: string;
      /** Condition keys that a policy asks for and IAM was told nothing of, those of MFA left out. */
      missingKeys: readonly string[];
    }
  /** Refused, throttled for too long, or the user is gone. */
  | { status: 'unanswered'; why: string };

export interface Comparison extends Request {
  /** By the policies as they are read here, with a long-term key alone. */
  here: Verdict;
  iam: Simulated;
  outcome: 'agrees' | 'disagrees' | 'not decided here' | 'unanswered';
}

/** Both answers stand side by side: neither overrules the other. @param answers of IAM to `requests`, in their order. */
export function compared(user: User, requests: readonly Request[], answers: readonly Simulated[]): Comparison[] {
  return requests.map((request, index) => {
    const here = decide(user.layers, request, { userName: user.name, situation: 'long-term key' }).verdict;
    const iam = answers[index] ?? { status: 'unanswered', why: 'IAM gave no answer' };
    return { ...request, here, iam, outcome: outcomeOf(here, iam) };
  });
}

function outcomeOf(here: Verdict, iam: Simulated): Comparison['outcome'] {
  if (iam.status === 'unanswered') return 'unanswered';
  if (here === 'not decided') return 'not decided here';
  return (here === 'allow') === iam.isAllowed ? 'agrees' : 'disagrees';
}

/** A sentence for a person. */
export function comparisonLine({ action, resource, here, iam, outcome }: Comparison): string {
  const call = `${action} on ${resource} with the key alone`;
  if (iam.status === 'unanswered') return `IAM does not say whether ${call} is allowed (${iam.why})`;
  const missing = iam.missingKeys.length === 0 ? '' : `, told nothing of ${iam.missingKeys.join(', ')}`;
  const says = iam.isAllowed
    ? 'is allowed'
    : `is denied${iam.forbiddenBy === undefined ? '' : ` by ${iam.forbiddenBy}`}`;
  if (outcome === 'agrees') return `IAM agrees: ${call} ${says}${missing}`;
  if (outcome === 'disagrees')
    return `IAM DISAGREES: ${call} ${says}${missing}; the policies as read here ${here === 'allow' ? 'allow' : 'deny'} it. Look at it yourself`;
  return `not decided here; IAM says that ${call} ${says}${missing}`;
}
