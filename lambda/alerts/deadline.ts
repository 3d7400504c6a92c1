import { rank, type Severity } from '../detections/severity';

const inMinutes = /^Within \d+ minutes/;

/** A runbook's deadlines are those of what wakes somebody; nobody is to hurry for the rest. */
export function withDeadlineOf(severity: Severity, step: string): string {
  return rank(severity) < rank('high') ? step.replace(inMinutes, 'Within a day') : step;
}

/** Stands under a runbook that sets somebody minutes; empty for others. */
export function aboutDeadlines(runbook: readonly string[]): string {
  return runbook.some((step) => inMinutes.test(step))
    ? 'The minutes are for high and critical alerts; for others, within a day.'
    : '';
}
