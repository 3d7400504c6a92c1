import { exerciseRecord } from '../events/exercise';
import type { DeployedRule } from './deployed-rules';
import type { Clock } from './ports';
import { faultOf, type RuleFault, type RuleThere } from './rule-fault';

/** Of all metrics; also the value of their dimension `service`. */
export const namespace = 'mfa-watch';

/** The metric that shows that a heartbeat has left a topic; its dimension has the name of the destination. */
export const heartbeats = { name: 'Heartbeats', dimension: 'destination' } as const;

/** Name of the alarm that none has left the topic of this destination; without one, of that for all topics together. */
export function heartbeatAlarm(destination?: string): string {
  return ['mfa-watch-heartbeat', ...(destination === undefined ? [] : [destination])].join('-');
}

/** The default bus of the home region. */
export interface HomeBus {
  /** undefined: there is no such rule. */
  rule(name: string): Promise<RuleThere | undefined>;
  /** ARNs. */
  targets(rule: string): Promise<string[]>;
  /** Throws when EventBridge does not take it. */
  putHeartbeat(record: object): Promise<void>;
}

export interface HeartbeatParts {
  account: string;
  region: string;
  /** Every rule that must be there, and whether it may hand over to this ARN. */
  rules: readonly { rule: DeployedRule; isTarget: (arn: string) => boolean }[];
  bus: HomeBus;
  clock: Clock;
  journal: { silent(fault: RuleFault): void };
}

/**
 * Sends a heartbeat on its way, unless a rule for real events is not as it must be: that of heartbeats proves nothing about
 * the others.
 */
export class Heartbeat {
  constructor(private readonly parts: HeartbeatParts) {}

  /** @param id of this beat, the same for a retry: a UUID. @throws what EventBridge answers; then there is no beat either. */
  async beat(id: string): Promise<void> {
    const { account, region, bus, clock, journal } = this.parts;
    const faults = await this.faults();
    faults.forEach((fault) => {
      journal.silent(fault);
    });
    if (faults.length > 0) return;
    const now = new Date(clock());
    await bus.putHeartbeat(exerciseRecord({ kind: 'heartbeat', account, region, now, eventID: id, mark: id }));
  }

  /** One after the other: EventBridge takes some tens of such calls a second, which others need, too. */
  private async faults(): Promise<RuleFault[]> {
    const { rules, bus } = this.parts;
    const faults: RuleFault[] = [];
    for (const { rule, isTarget } of rules) {
      const fault = await faultOf(rule, await bus.rule(rule.name), () => bus.targets(rule.name), isTarget);
      if (fault !== undefined) faults.push(fault);
    }
    return faults;
  }
}
