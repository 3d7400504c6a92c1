import { z } from 'zod';
import type { Manifest, PlantedAlert } from './write-corpus';

const printedSchema = z.object({
  account: z.string(),
  detection: z.string(),
  severity: z.string(),
  related: z.array(z.string()),
  target: z.object({ type: z.string(), name: z.optional(z.string()) }),
  count: z.number(),
});

/** @param jsonl what replay prints. @returns what differs from the manifest, in words; nothing if all is as it must be. */
export function differences({ incidents }: Manifest, jsonl: string): string[] {
  const planted = counted(incidents.flatMap(({ alerts }) => alerts.map(inWords)));
  const printed = counted(jsonl.split('\n').filter(Boolean).map(printedAlert));
  const missing = [...planted].filter(([alert, count]) => (printed.get(alert) ?? 0) < count);
  const excess = [...printed].filter(([alert, count]) => (planted.get(alert) ?? 0) < count);
  return [
    ...missing.map(([alert]) => `missing: ${alert}`),
    ...excess.map(([alert]) => `${planted.has(alert) ? 'twice' : 'invented'}: ${alert}`),
  ];
}

function printedAlert(line: string): string {
  const { target, count, ...alert } = printedSchema.parse(JSON.parse(line));
  return inWords({ ...alert, target: target.name ?? target.type, events: count });
}

function inWords(alert: Omit<PlantedAlert, 'severity'> & { severity: string }): string {
  const { account, detection, related, severity, target, events } = alert;
  return `${severity} ${[detection, ...related.toSorted()].join(' + ')} of ${target} in ${account}, from ${events} records`;
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
