import { isTopic, type Environment, type Route } from '../config/environment';
import type { Audience, Destinations } from '../engine/telling/routing';
import type { Clients } from './destinations-aws';

/** The topics of alerts, each told only that it delivers. Buses and Security Hub would show it to somebody. */
export class HeartbeatTopics implements Destinations {
  readonly routes: readonly Route[];
  readonly besides = [];
  private readonly arns: ReadonlyMap<string, string>;

  constructor(
    private readonly sns: Clients['sns'],
    deployed: Environment['destinations'],
  ) {
    this.arns = new Map(deployed.filter(isTopic).map(({ name, arn }) => [name, arn]));
    const destinations = [...this.arns.keys()].map((name) => ({ name, minSeverity: 'info' as const }));
    this.routes = [{ accounts: [], organizationalUnits: [], destinations }];
  }

  audienceOf(): Audience {
    return 'machine';
  }

  async publish(destination: string): Promise<void> {
    const { PublishCommand } = await import('./late/sns');
    const { heartbeatMessage } = await import('./late/messages');
    const client = await this.sns();
    await client.send(new PublishCommand({ TopicArn: this.arns.get(destination), ...heartbeatMessage(destination) }));
  }
}
