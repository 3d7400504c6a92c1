import { styleText } from 'node:util';
import { grouped } from '../../lambda/events/names';
import { severities, type Severity } from '../../lambda/detections/severity';

export type Style = Parameters<typeof styleText>[0];

const styles: Record<Severity, Style> = {
  critical: ['bold', 'white', 'bgRed'],
  high: ['bold', 'red'],
  medium: ['bold', 'yellow'],
  low: 'cyan',
  info: 'dim',
};

/** How a severity stands on a terminal. */
export function severityLabel(severity: Severity, color: boolean): string {
  const label = severity.toUpperCase();
  return color ? styleText(styles[severity], label, { validateStream: false }) : label;
}

/** Such as ` (1 high, 2 low)`, the most severe first; nothing of nothing. */
export function bySeverity(all: readonly { severity: Severity }[]): string {
  const counts = severities
    .map((severity) => ({ severity, count: all.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .reverse();
  return counts.length === 0
    ? ''
    : ` (${counts.map(({ severity, count }) => `${grouped(count)} ${severity}`).join(', ')})`;
}
