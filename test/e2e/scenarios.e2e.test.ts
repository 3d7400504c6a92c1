import { paginateScan } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { alertSchema, type Alert } from '../../lambda/alerts/alert';
import { summary, written } from '../scenarios/alerts';
import { scenario as detectorTampered } from '../scenarios/detector-tampered';
import { scenario as keyRotation } from '../scenarios/key-rotation';
import { scenario as massRemoval } from '../scenarios/mass-removal-one-leaver';
import { scenario as offboarding } from '../scenarios/offboarding';
import type { Scenario } from '../scenarios/scenario';
import { scenario as spray } from '../scenarios/spray';
import { dynamodb, invoke, stack } from './aws';
import { envelope } from './envelopes';

const day = 24 * 60 * 60_000;
const rowSchema = z.object({
  alert: alertSchema,
  mergedInto: z.string().optional(),
  withdrawn: z.boolean().optional(),
});

/** The other tests look for their people by name: here everybody has another. */
function renamed<Told>(told: Told): Told {
  const other = (name: string): string => name.replace(/[aeiou]/g, 'u');
  return JSON.parse(
    JSON.stringify(told).replace(/\b(alice|bob|carol|dave|erin|frank|grace|heidi|ivan|kate)\b/g, other),
  ) as Told;
}

/** Each story on a day of its own, so that none takes part in another. */
function moved(record: object, days: number): Record<string, unknown> {
  const { eventTime, eventID, ...rest } = renamed(record) as { eventTime: string; eventID: string };
  const time = new Date(Date.parse(eventTime) - days * day).toISOString().replace('.000Z', 'Z');
  return { ...rest, eventTime: time, eventID: `${eventID}-${days}` };
}

/** What stands in the table of alerts that began on the day. */
async function alertsFrom(date: string): Promise<Alert[]> {
  const alerts: Alert[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: stack.TableName }))
    for (const { row, body } of Items) {
      if (row?.S?.startsWith('alert#') !== true) continue;
      const { alert, mergedInto, withdrawn } = rowSchema.parse(JSON.parse(body?.S ?? ''));
      if (mergedInto === undefined && withdrawn !== true && alert.firstSeen.startsWith(date)) alerts.push(alert);
    }
  return alerts;
}

const stories: [name: string, story: Scenario][] = [
  ['key rotation', keyRotation],
  ['offboarding', offboarding],
  ['mass removal with one leaver', massRemoval],
  ['spray', spray],
  ['tampering with the detector', detectorTampered],
];

test.each(stories.map(([name, story], index) => [name, story, 30 + 10 * index] as const))(
  'the story of %s gives the same alerts deployed as on a laptop',
  async (_name, story, days) => {
    const records = story.records.map((record) => moved(record, days));
    for (const record of records) await invoke(envelope(record));
    const date = String(records[0]?.['eventTime']).slice(0, 10);
    expect(summary(await alertsFrom(date))).toEqual(written(renamed(story.expect)));
  },
);
