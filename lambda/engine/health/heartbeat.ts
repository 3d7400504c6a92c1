import { exerciseRecord } from '../../events/exercise';
import type { DeployedRule } from './deployed-rules';
import type { Clock } from '../ports';
import { faultOf, type RuleFault, type RuleThere } from './rule-fault';

/** Name of the alarm that none has left the topic of this destination; without one, of that for all topics together. */
export function heartbeatAlarm(destination?: string): string {
  return ['mfa-watch-heartbeat', ...(destination === undefined ? [] : [destination])].join('-');
}

/** The default bus of the home region. */
export interface HomeBus {
  /** All rules of ours, by name. */
  rules(): Promise<ReadonlyMap<string, RuleThere>>;
  /** Names of the rules that hand over to this ARN. */
  rulesTo(target: string): Promise<ReadonlySet<string>>;
  /** Throws when EventBridge does not take it. */
  putHeartbeat(record: object): Promise<void>;
}

export interface HeartbeatParts {
  account: string;
  region: string;
  /** Every rule that must be there, with the ARN that it hands over to. */
  rules: readonly { rule: DeployedRule; target: string }[];
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

  /** Some lists rather than two calls for each rule: CloudTrail records every call, and more than one trail costs money. */
  private async faults(): Promise<RuleFault[]> {
    const { rules, bus } = this.parts;
    const there = await bus.rules();
    const handing = new Map<string, ReadonlySet<string>>();
    for (const target of new Set(rules.map((one) => one.target))) handing.set(target, await bus.rulesTo(target));
    const faults = await Promise.all(
      rules.map(({ rule, target }) => {
        const targets = handing.get(target)?.has(rule.name) === true ? [target] : [];
        return faultOf(
          rule,
          there.get(rule.name),
          () => Promise.resolve(targets),
          (arn) => arn === target,
        );
      }),
    );
    return faults.filter((fault) => fault !== undefined);
  }
}
