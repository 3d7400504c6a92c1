import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { homeRuleName } from '../engine/health/deployed-rules';
import type { HomeBus } from '../engine/health/heartbeat';
import type { RuleThere } from '../engine/health/rule-fault';
import { drillSource, heartbeatDetailType } from '../events/envelope';

/** EventBridge's default bus, in the function's own region. */
export class EventBridgeHomeBus implements HomeBus {
  /** @param client is made when it is first needed: it takes time to load. */
  constructor(private readonly client: () => Promise<EventBridgeClient>) {}

  async rules(): Promise<ReadonlyMap<string, RuleThere>> {
    const { ListRulesCommand } = await import('./late/eventbridge');
    const client = await this.client();
    const found = new Map<string, RuleThere>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListRulesCommand({ NamePrefix: homeRuleName(''), NextToken }));
      for (const { Name = '', State, EventPattern } of page.Rules ?? [])
        found.set(Name, { state: State, pattern: EventPattern });
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  }

  async rulesTo(target: string): Promise<ReadonlySet<string>> {
    const { ListRuleNamesByTargetCommand } = await import('./late/eventbridge');
    const client = await this.client();
    const names = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: target, NextToken }));
      for (const name of page.RuleNames ?? []) names.add(name);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return names;
  }

  async putHeartbeat(record: object): Promise<void> {
    const { PutEventsCommand } = await import('./late/eventbridge');
    const client = await this.client();
    const entry = { Source: drillSource, DetailType: heartbeatDetailType, Detail: JSON.stringify(record) };
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    const { ErrorCode, ErrorMessage = '' } = Entries?.[0] ?? {};
    if (ErrorCode !== undefined)
      throw new Error(`EventBridge did not take the heartbeat: ${ErrorCode} ${ErrorMessage}`);
  }
}
