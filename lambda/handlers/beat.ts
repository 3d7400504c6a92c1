import type { Context } from 'aws-lambda';
import { awsClients } from '../adapters/aws-clients';
import { EventBridgeHomeBus } from '../adapters/home-bus';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { fromBeatEnvironment } from '../config/beat-environment';
import { detections } from '../detections';
import { guardRules, homeRuleName, homeRules } from '../engine/health/deployed-rules';
import { Heartbeat } from '../engine/health/heartbeat';
import { rulesOf } from '../engine/catalogue/pattern';

let warm: ReturnType<typeof wire> | undefined;

/** The schedule's event in, a heartbeat out, or none. */
export async function handler(_: unknown, { awsRequestId, invokedFunctionArn }: Context): Promise<void> {
  const { heartbeat, journal } = (warm ??= wire(process.env, invokedFunctionArn));
  try {
    await heartbeat.beat(awsRequestId);
  } finally {
    journal.close();
  }
}

/** @param own ARN of this function, which one of the rules starts. */
function wire(env: NodeJS.ProcessEnv, own: string) {
  const { account, off, detect, reconcile, posture, guard } = fromBeatEnvironment(env);
  const journal = new PowertoolsJournal();
  const on = detections.filter(({ id }) => !off.includes(id));
  const started = new Map([
    [homeRuleName('Beat'), own],
    [homeRuleName('Reconcile'), reconcile],
    ...(posture === undefined ? [] : ([[homeRuleName('Posture'), posture]] as const)),
  ]);
  const rules = [
    ...homeRules(rulesOf(on), posture !== undefined).map((rule) => ({
      rule,
      target: started.get(rule.name) ?? detect,
    })),
    ...guardRules().map((rule) => ({ rule, target: guard })),
  ];
  const bus = new EventBridgeHomeBus(awsClients().eventBridge);
  const region = env['AWS_REGION'] ?? '';
  return { heartbeat: new Heartbeat({ account, region, rules, bus, clock: Date.now, journal }), journal };
}
