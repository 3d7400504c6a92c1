import { expect, it } from '@jest/globals';
import { replay } from '../../cli/replay/replay';
import { localFiles } from '../../cli/sources/local-files';
import { sampleDevices, sampleTrail } from '../../cli/replay/sample';
import { timeRange } from '../../cli/time-range';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { TrailDevices } from '../../lambda/adapters/devices/devices-trail';
import { MemoryLedger, MemoryTimers } from '../../lambda/adapters/memory';
import { findTrailFiles, readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import type { Alert } from '../../lambda/alerts/alert';
import { detections } from '../../lambda/detections';
import { Pipeline } from '../../lambda/engine/pipeline';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Receiver } from '../../lambda/engine/receiver';
import { account } from '../../lambda/events/samples';
import { byTime, parseTrailEvent } from '../../lambda/events/trail-event';
import { nowhere } from '../../lambda/engine/telling/routing';
import { noAccounts, schedules, remembering } from './world';

const day = 24 * 60 * 60_000;

/** Live, the id and the key under which an alert was first sent stay; everything else must be the same. */
function byContent(alerts: readonly Alert[]): unknown[] {
  return alerts
    .map(({ id: _id, dedupKey: _dedupKey, ...alert }) => JSON.stringify(alert))
    .sort()
    .map((alert): unknown => JSON.parse(alert));
}

it('the deployed function and replay give the same alerts for the bundled trail, whatever the order of delivery', async () => {
  const inventory = readDevicesFile(sampleDevices);
  const { alerts } = await replay(localFiles([sampleTrail]), {
    detections,
    settings: {},
    inventory,
    range: timeRange(undefined, undefined),
    progress: () => undefined,
  });

  const { files } = findTrailFiles([sampleTrail]);
  const read = await Promise.all(files.map((file) => readTrailFile(file)));
  const records = read.flatMap((file) => file.records.map(({ record }) => record as Record<string, unknown>));
  const events = records.flatMap((record) => {
    const parsed = parseTrailEvent(record);
    return parsed.ok ? [parsed.event] : [];
  });
  // IAM as it answers when everything has happened.
  const devices = new TrailDevices({ accounts: inventory, source: 'file' });
  events.sort(byTime).forEach((event) => {
    devices.observe(event);
  });
  const ledger = new MemoryLedger();
  const end = Math.max(...events.map(({ time }) => Date.parse(time)));
  const parts = {
    detections,
    settings: {},
    clock: () => end + day,
    accounts: noAccounts,
    devices,
    ...remembering(ledger),
    timers: new MemoryTimers(),
    ledger,
    destinations: nowhere,
  };
  const receiver = new Receiver({
    account,
    hasMembers: false,
    real: new Pipeline(parts),
    drill: new Pipeline({ ...parts, exercise: 'drill' }),
    ...schedules(),
    watched: watcher(detections),
    clock: () => end,
    deadLetters: { keep: (_, reason) => Promise.reject(new Error(reason)) },
    journal: {
      count: () => undefined,
      latency: () => undefined,
      told: () => undefined,
      suppressed: () => undefined,
      unreadable: () => undefined,
      unknownAccount: () => undefined,
    },
  });
  for (const detail of records.toReversed()) {
    const source = `aws.${String(detail['eventSource']).split('.')[0] ?? ''}`;
    await receiver.receive({ source, account: detail['recipientAccountId'], detail }, 'delivery');
  }
  expect(alerts.length).toBeGreaterThanOrEqual(5);
  expect(byContent(ledger.alerts())).toEqual(byContent(alerts));
});
