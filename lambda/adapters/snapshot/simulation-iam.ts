import { type EvaluationResult, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Request } from '../../posture/policy-match';
import type { Simulated } from '../../posture/simulation';
import { isRefusal, nameOf } from '../reason';

/** What is asked about one user. */
export interface Question {
  arn: string;
  requests: readonly Request[];
}

/** IAM throttles an account that asks faster. */
const atOnce = 4;

/**
 * Asks IAM what a user may do with a long-term key alone: nothing is said of MFA, as such a call says nothing of it. One call a
 * request; once IAM refuses, it is not asked again. Reads only.
 *
 * @param progress called after each user. @returns the answers to each question, in order.
 */
export async function simulate(
  iam: IAMClient,
  questions: readonly Question[],
  progress: (done: number) => void,
): Promise<Simulated[][]> {
  const answers: Simulated[][] = [];
  let [next, done] = [0, 0];
  let refusal: Simulated | undefined;
  const ask = async (arn: string, request: Request): Promise<Simulated> => {
    if (refusal !== undefined) return refusal;
    try {
      return await answerTo(iam, arn, request);
    } catch (error) {
      const answer: Simulated = { status: 'unanswered', why: nameOf(error) };
      if (isRefusal(error)) refusal = answer;
      return answer;
    }
  };
  const work = async (): Promise<void> => {
    for (let at = next++; at < questions.length; at = next++) {
      const { arn, requests } = questions[at] ?? { arn: '', requests: [] };
      const own: Simulated[] = [];
      for (const request of requests) own.push(await ask(arn, request));
      answers[at] = own;
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}

async function answerTo(iam: IAMClient, arn: string, { action, resource }: Request): Promise<Simulated> {
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames: [action], ResourceArns: [resource] }),
  );
  const [result] = EvaluationResults ?? [];
  if (result === undefined) return { status: 'unanswered', why: 'an empty answer' };
  const isAllowed = result.EvalDecision === 'allowed';
  const forbiddenBy = isAllowed ? undefined : whoForbids(result);
  return {
    status: 'answered',
    isAllowed,
    ...(forbiddenBy !== undefined && { forbiddenBy }),
    missingKeys: missingIn(result),
  };
}

function whoForbids({ OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail }: EvaluationResult) {
  if (OrganizationsDecisionDetail?.AllowedByOrganizations === false) return 'a service control policy';
  if (PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false) return 'the permissions boundary';
  return undefined;
}

/** They stand beside the resource where one was named. */
function missingIn({ MissingContextValues = [], ResourceSpecificResults = [] }: EvaluationResult): string[] {
  const missing = [
    ...MissingContextValues,
    ...ResourceSpecificResults.flatMap(({ MissingContextValues: ofResource = [] }) => ofResource),
  ];
  return [...new Set(missing)].filter((key) => !/^aws:multifactorauth/i.test(key)).sort();
}
