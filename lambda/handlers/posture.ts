import { DynamoExposures } from '../adapters/dynamodb/exposures';
import { DynamoRegisters } from '../adapters/dynamodb/registers';
import { alertsLive } from '../adapters/dynamodb/rows';
import { snapshotOfIam } from '../adapters/snapshot/snapshot-iam';
import { PostureWatch } from '../engine/posture/posture-watch';
import { checks } from '../posture';
import { telling } from './telling';
import { common, type Env } from './wire';

let warm: ReturnType<typeof wire> | undefined;

/** Looks, every day, for what MFA does not protect in the account. */
export async function handler(event: unknown): Promise<void> {
  const { watch, journal } = (warm ??= wire(process.env));
  try {
    await watch.run(event);
  } finally {
    journal.close();
  }
}

function wire(env: Env) {
  const { told, clients, parts, journal } = common(env);
  const { posture: settings, table } = told;
  if (settings === null) throw new Error('mfa-watch.yaml says posture.enabled: false; deploy again to mend it');
  const watch = new PostureWatch({
    ...{ ...parts, ...telling({ told, parts }), checks, settings, journal },
    snapshot: async () => snapshotOfIam(await clients.patientIam()),
    exposures: new DynamoExposures(clients.dynamodb, table, parts.clock),
    // As long as the exposures themselves: without it the next look would be a first one.
    registers: new DynamoRegisters(clients.dynamodb, table, parts.clock, alertsLive),
  });
  return { watch, journal };
}
