import * as z from 'zod/mini';
import type { Detection } from '../detections/detection';
import { severities, type Severity } from '../detections/severity';

/** What `mfa-watch.yaml` may say of every detection, beside its own settings. */
export const commonSettings = z.object({
  /** false: the detection does not run, and what only it watches is not delivered. */
  enabled: z._default(z.boolean(), true),
  /** Another severity for what the detection calls so, such as `{ critical: high }`. */
  severity: z._default(z.partialRecord(z.enum(severities), z.enum(severities)), {}),
});

export interface Configured {
  detection: Detection;
  /** As `detect` takes them. */
  settings: unknown;
  severityOf: (severity: Severity) => Severity;
}

/** The detections that are turned on, with their settings. @param given by detection id; absent: defaults. */
export function configured(detections: readonly Detection[], given: Readonly<Record<string, unknown>>): Configured[] {
  return detections.flatMap((detection) => {
    const own = given[detection.id] ?? {};
    const { enabled, severity } = commonSettings.parse(own);
    if (!enabled) return [];
    return [{ detection, settings: detection.settings.parse(own), severityOf: (level) => severity[level] ?? level }];
  });
}

export function enabled(detections: readonly Detection[], given: Readonly<Record<string, unknown>>): Detection[] {
  return configured(detections, given).map(({ detection }) => detection);
}
