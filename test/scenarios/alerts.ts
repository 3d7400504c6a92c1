import type { Alert } from '../../lambda/alerts/alert';
import { rank } from '../../lambda/detections/severity';
import { alertsOf, type World } from '../engine/world';
import type { Expected } from './scenario';

/** All alerts at or above low, as scenarios expect them. */
export function summary(alerts: readonly Alert[]): Expected[] {
  const all = alerts.filter(({ severity }) => rank(severity) >= rank('low'));
  return written(
    all.map(({ detection, severity, target, related, count }) => ({
      detection,
      severity,
      target: target.name ?? target.type,
      related,
      events: count,
    })),
  );
}

/** In one way, so that two lists can be compared. */
export function written(expected: readonly Expected[]): Expected[] {
  return expected
    .map(({ detection, severity, target, related = [], events }) => ({
      detection,
      severity,
      target,
      related: [...related].sort(),
      events,
    }))
    .sort(byText);
}

export function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** What the whole catalogue makes of the records. */
export async function told(records: readonly object[], world: World = {}): Promise<Expected[]> {
  return summary(await alertsOf(records, world));
}
