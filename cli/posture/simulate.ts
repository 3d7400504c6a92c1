import { simulate } from '../../lambda/adapters/snapshot/simulation-iam';
import type { User } from '../../lambda/posture/snapshot';
import { ownRequests } from '../../lambda/posture/enrolment';
import type { Posture } from '../../lambda/posture/posture';
import { check as selfEnrolment } from '../../lambda/posture/self-enrolment';
import { compared, type Comparison, comparisonLine } from '../../lambda/posture/simulation';
import { progressBar } from '../terminal/progress-bar';
import type { Terminal } from '../terminal/terminal';

/** Each exposure to self-enrolment with what IAM's own simulator says of it; severity and verdict stay as they are. */
export async function withSimulation(
  posture: Posture,
  users: readonly User[],
  region: string,
  terminal: Terminal,
): Promise<Posture> {
  const names = new Set(
    posture.exposures.flatMap(({ check, subject }) => (check.id === selfEnrolment.id ? subject : [])),
  );
  const named = users.filter(({ name }) => names.has(name));
  const { IAMClient } = await import('@aws-sdk/client-iam');
  // Each user is two questions, and IAM lets an account ask only so often.
  const iam = new IAMClient({ region, maxAttempts: 10, retryMode: 'adaptive' });
  const bar = await progressBar(terminal, false);
  const questions = named.map((user) => ({ arn: user.arn, requests: ownRequests(user) }));
  const answers = await simulate(iam, questions, (done) => {
    bar.progress('asking IAM', done, named.length);
  }).finally(bar.stop);
  const comparisons = new Map(
    named.map((user, index) => [user.name, compared(user, questions[index]?.requests ?? [], answers[index] ?? [])]),
  );
  return told(posture, comparisons);
}

function told(posture: Posture, comparisons: ReadonlyMap<string, readonly Comparison[]>): Posture {
  const exposures = posture.exposures.map((exposure) => {
    const simulation = exposure.check.id === selfEnrolment.id ? comparisons.get(exposure.subject) : undefined;
    if (simulation === undefined) return exposure;
    return { ...exposure, simulation, reasons: [...exposure.reasons, ...simulation.map(comparisonLine)] };
  });
  const all = [...comparisons.values()].flat();
  const unanswered = all.flatMap(({ iam }) => (iam.status === 'unanswered' ? iam.why : []));
  const unread = [...new Set(unanswered)].map((why) => ({
    where: 'iam:SimulatePrincipalPolicy',
    what: `${unanswered.filter((other) => other === why).length} of ${all.length} questions not answered (${why})`,
  }));
  return { ...posture, exposures, unread: [...posture.unread, ...unread], simulated: all };
}
