import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { HomeBus } from '../engine/heartbeat';
import type { RuleThere } from '../engine/rule-fault';
import { drillSource, heartbeatDetailType } from '../events/envelope';

/** EventBridge's default bus, in the function's own region. */
export class EventBridgeHomeBus implements HomeBus {
  /** @param client is made when it is first needed: it takes time to load. */
  constructor(private readonly client: () => Promise<EventBridgeClient>) {}

  async rule(name: string): Promise<RuleThere | undefined> {
    const { DescribeRuleCommand, ResourceNotFoundException } = await import('@aws-sdk/client-eventbridge');
    const client = await this.client();
    try {
      const { State, EventPattern } = await client.send(new DescribeRuleCommand({ Name: name }));
      return { state: State, pattern: EventPattern };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async targets(rule: string): Promise<string[]> {
    const { ListTargetsByRuleCommand } = await import('@aws-sdk/client-eventbridge');
    const client = await this.client();
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: rule }));
    return Targets.map(({ Arn = '' }) => Arn);
  }

  async putHeartbeat(record: object): Promise<void> {
    const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = await this.client();
    const entry = { Source: drillSource, DetailType: heartbeatDetailType, Detail: JSON.stringify(record) };
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    const { ErrorCode, ErrorMessage = '' } = Entries?.[0] ?? {};
    if (ErrorCode !== undefined)
      throw new Error(`EventBridge did not take the heartbeat: ${ErrorCode} ${ErrorMessage}`);
  }
}
