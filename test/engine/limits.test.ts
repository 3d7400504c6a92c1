import { expect, it } from '@jest/globals';

import { sampleTrail } from '../../cli/replay/sample';
import { findTrailFiles, readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { Pipeline } from '../../lambda/engine/pipeline';
import { deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { isoTime } from '../../lambda/events/trail-event';
import type { Observation } from '../../lambda/events/timeline';
import type { Alert } from '../../lambda/alerts/alert';
import { nowhere } from '../../lambda/engine/telling/routing';
import { alertsOf, failingDevices, noAccounts, parse, remembering } from './world';

const mallory = { by: 'mallory', with: 'long-term-key' } as const;

/** As DynamoDB: a partition key of more than 2,048 bytes is refused, in writing and in reading. */
class LimitedTimelines extends MemoryTimelines {
  override append(keys: readonly string[], observation: Observation): Promise<'added' | 'present'> {
    return keys.some((key) => Buffer.byteLength(key) > 2048)
      ? Promise.reject(new Error('key too long'))
      : super.append(keys, observation);
  }
  override read(key: string, since: number): Promise<Observation[]> {
    return Buffer.byteLength(key) > 2048 ? Promise.reject(new Error('key too long')) : super.read(key, since);
  }
}

it('a refused call with an endless name does not keep its actor’s next acts from being judged', async () => {
  const ledger = new MemoryLedger();
  const pipeline = new Pipeline({
    detections,
    settings: {},
    clock: () => Date.parse('2026-11-20T10:00:00Z'),
    accounts: noAccounts,
    devices: failingDevices,
    ...remembering(ledger, new LimitedTimelines()),
    timers: new MemoryTimers(),
    ledger,
    destinations: nowhere,
  });
  await pipeline.handle(
    parse(deactivateMfaDevice({ ...mallory, for: 'é'.repeat(3000), error: 'ValidationException' })),
  );
  for (const user of ['carol', 'dave'])
    await pipeline.handle(parse(deactivateMfaDevice({ ...mallory, for: user, minute: 1, error: 'AccessDenied' })));
  expect(ledger.alerts()).toMatchObject([{ severity: 'high', detection: 'mfa-removal-refused' }]);
});

it('an alert of many long names stays small', async () => {
  const records = Array.from({ length: 130 }, (_, index) =>
    deactivateMfaDevice({ ...mallory, for: `${index}-`.padEnd(64, 'x'), minute: index / 10, serial: `GAHT${index}` }),
  );
  const [alert, ...others] = await alertsOf(records, { devices: {} });
  expect(others).toEqual([]);
  expect(alert?.reasons.length).toBeLessThanOrEqual(100);
});

it('a user whose devices change hundreds of times in half an hour is one story, found without delay', async () => {
  const records = Array.from({ length: 60 }, (_, index) => {
    const serial = `arn:aws:iam::111122223333:mfa/device-${index}`;
    const situation = { with: 'console-mfa', serial, minute: index / 4 } as const;
    return [enableMfaDevice(situation), deactivateMfaDevice({ ...situation, minute: index / 4 + 0.05 })];
  }).flat();
  expect(await alertsOf(records, { devices: {} })).toHaveLength(1);
});

it('stories that go on for longer than a review reads back do not keep each other from being told', async () => {
  const times = ['08:50:40', '08:52:12', '09:03:05', '09:03:47', '09:14:58', '09:16:12', '09:20:00', '09:40:21'];
  const { files } = findTrailFiles([sampleTrail]);
  const read = await Promise.all(files.map((file) => readTrailFile(file)));
  const round = read
    .flatMap(({ records }) => records.map(({ record }) => record as { eventTime: string }))
    .filter(({ eventTime }) => times.some((time) => eventTime === `2026-11-20T${time}Z`));
  const records = Array.from({ length: 70 }, (_, ago) => ago * 3 * 3_600_000)
    .flatMap((ago) =>
      round.map((record, index) => ({
        ...record,
        eventTime: isoTime(Date.parse(record.eventTime) - ago),
        eventID: `${ago} ${index}`,
      })),
    )
    .sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1));
  const alerts = await alertsOf(records, { until: '2026-12-24T00:00:00Z' });
  const days = ({ firstSeen, lastSeen }: Alert): number => (Date.parse(lastSeen) - Date.parse(firstSeen)) / 86_400_000;
  expect(alerts.filter((alert) => days(alert) > 8).length).toBeGreaterThan(1);
});
