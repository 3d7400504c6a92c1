import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { DynamoRegisters } from '../adapters/dynamodb/registers';
import { alertsLive } from '../adapters/dynamodb/rows';
import { CloudTrailHistory } from '../adapters/event-history-cloudtrail';
import { enabled } from '../config/detection-settings';
import { homeRegion, partitionOf } from '../events/partition';
import { detections } from '../detections';
import { watcher } from '../engine/catalogue/pattern';
import { Reconciliation } from '../engine/reconciliation/reconciliation';
import { sweptNames } from '../engine/reconciliation/swept-names';
import { judging } from './judging';
import type { Env } from './wire';

let warm: ReturnType<typeof wire> | undefined;

/** Looks, every hour, for events that EventBridge has not delivered. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { reconciliation, journal } = (warm ??= wire(process.env));
  try {
    await reconciliation.run(event, context.awsRequestId, () => context.getRemainingTimeInMillis());
  } finally {
    journal.close();
  }
}

function wire(env: Env) {
  const { told, clients, parts, receiver, real, journal } = judging(env);
  const listened = enabled(detections, told.detections);
  const reconciliation = new Reconciliation({
    ...{ ...parts, receiver, real, journal },
    home: homeRegion(partitionOf(env['AWS_REGION'])),
    names: sweptNames(listened),
    watched: watcher(listened),
    history: new CloudTrailHistory(clients.cloudTrail, parts.clock, sleep, Math.random),
    // So that a pause is still known for one when everything else of that time is forgotten.
    registers: new DynamoRegisters(clients.dynamodb, told.table, parts.clock, alertsLive),
  });
  return { reconciliation, journal };
}
