import type { Detection } from '../../lambda/detections/detection';
import { alertsOf, type World } from '../engine/world';

/** How an alert reads. */
export type Told = [severity: string, title: string, ...reasons: string[]];

/** What the detection tells of the records: its own alerts, or with others `alongside` all of them. */
export const teller =
  (detection: Detection) =>
  async (records: readonly object[], world: World = {}): Promise<Told[]> => {
    const alerts = await alertsOf(records, { only: detection, ...world });
    return alerts.map(({ severity, title, reasons }) => [severity, title, ...reasons]);
  };
