import type { Outcome } from './function';
import type { Fault } from './faults';
import { duplicatedIn, lostIn, outcomeOf } from './play';

/** What all runs of a fault came to. */
export interface Measured extends Pick<Fault, 'fault' | 'where' | 'mayRepeat'> {
  happened: string;
  lost: number;
  duplicated: number;
  /** Messages that SNS had accepted when a try ended that had not marked them. */
  atRisk: number;
  /** The same of the one try that left the most. */
  mostAtRisk: number;
}

export async function measured({ plays, ...fault }: Fault): Promise<Measured> {
  const runs: { outcome: Outcome; lost: number }[] = [];
  for (const play of plays) {
    const wanted = await outcomeOf(play.story === undefined ? {} : { story: play.story });
    const outcome = await outcomeOf(play);
    runs.push({ outcome, lost: lostIn(outcome, wanted) });
  }
  const outcomes = runs.map(({ outcome }) => outcome);
  return {
    ...fault,
    happened: happenedIn(outcomes),
    lost: sum(runs.map(({ lost }) => lost)),
    duplicated: sum(outcomes.map(duplicatedIn)),
    mostAtRisk: Math.max(...outcomes.map(({ mostAtRisk }) => mostAtRisk)),
    atRisk: sum(outcomes.map(({ atRisk }) => atRisk)),
  };
}

function happenedIn(outcomes: readonly Outcome[]): string {
  const ends = [
    ['told at the first try', ({ tries }: Outcome) => tries === 1],
    ['told by a retry', ({ tries, deadLettered }: Outcome) => tries > 1 && deadLettered === 0],
    ['three tries, then the dead-letter queue; told after `redrive`', ({ deadLettered }: Outcome) => deadLettered > 0],
  ] as const;
  const found = ends
    .map(([end, fits]) => ({ end, count: outcomes.filter(fits).length }))
    .filter(({ count }) => count > 0)
    .map(({ end, count }) => (outcomes.length === 1 ? end : `${count} of ${outcomes.length} runs: ${end}`));
  const unreadable = sum(outcomes.map((outcome) => outcome.unreadable.length));
  const hasUnknown = outcomes.some(({ alerts }) => alerts.some(({ devices }) => devices?.status === 'unknown'));
  return [
    ...found,
    ...(unreadable > 0 ? [`${unreadable} records put aside in the dead-letter queue with the reason`] : []),
    ...(hasUnknown ? ['the alert says that devices are not known, and why'] : []),
  ].join('; ');
}

export function rowOf({ fault, where, happened, lost, duplicated }: Measured): string {
  const repeated = duplicated === 0 ? '0' : `0, but for ${duplicated} between acceptance and mark`;
  return `| ${fault} | ${where} | ${happened} | ${lost} | ${repeated} |`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
