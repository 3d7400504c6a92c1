import type { Medium } from '../medium';
import type { Group, HeldBack } from '../notice';
import { shorten } from '../plain';
import { accountOf, utc } from '../wording';

/** The strongest alerts by name, and how many of which detections there are in all. */
export function groupBlock(
  heading: string,
  { count, detections, alerts }: Group,
  medium: Medium,
  most: number,
  line: (alert: HeldBack, medium: Medium) => string = alertLine,
) {
  const counts = Object.entries(detections).map(([detection, times]) => `${times} × ${detection}`);
  const shown = alerts.slice(0, most);
  return {
    heading: `${heading}: ${count}`,
    lines: [
      ...shown.map((alert) => `- ${line(alert, medium)}`),
      ...(count > shown.length ? [`and ${count - shown.length} more`] : []),
      ...(counts.length === 0 ? [] : [`In all: ${counts.join(', ')}`]),
    ],
  };
}

/** `HIGH: bob removed …; payments-prod (222233334444), 2026-11-21 09:16:12 UTC`. */
export function alertLine(alert: HeldBack, { name, sentence }: Medium): string {
  const { severity, title, time, suppressed } = alert;
  const what = `${severity.toUpperCase()}: ${sentence(shorten(title, 200))}; ${accountOf(alert, name)}, ${sentence(utc(time))}`;
  if (suppressed === undefined) return what;
  const { reason, owner, expires } = suppressed;
  return `${what}; covered until ${expires}: ${name(shorten(reason, 100))} (${name(shorten(owner, 60))})`;
}
