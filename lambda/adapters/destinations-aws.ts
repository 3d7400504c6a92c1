import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Alert, Update } from '../alerts/alert';
import type { BusEvent } from '../alerts/bus-event';
import type { Hints } from '../alerts/hints';
import type { Notice } from '../alerts/notice';
import type { Environment } from '../config/environment';
import type { Clock } from '../engine/ports';
import { type Audience, type Destinations, type Notices, audiences, takesDigest } from '../engine/telling/routing';

type Destination = Environment['destinations'][number];

/** Each is made when the first message goes there. */
export interface Clients {
  sns: () => Promise<SNSClient>;
  eventBridge: () => Promise<EventBridgeClient>;
  securityHub: () => Promise<SecurityHubClient>;
}

/** What the deployed function knows of where messages go. */
export type Deployed = Pick<Environment, 'account' | 'destinations' | 'routes' | 'besides' | 'hints'>;

export class AwsDestinations implements Destinations, Notices {
  readonly routes: Environment['routes'];
  readonly besides: Environment['besides'];

  constructor(
    private readonly clients: Clients,
    private readonly deployed: Deployed,
    /** Runbook steps by detection id. */
    private readonly stepsOf: (detection: string) => readonly string[],
    private readonly clock: Clock,
  ) {
    this.routes = deployed.routes;
    this.besides = deployed.besides;
  }

  audienceOf(name: string): Audience {
    return audiences[this.find(name).kind];
  }

  async publish(name: string, alert: Alert, update: Update): Promise<void> {
    const { alertEvent, alertMessage, chatMessage } = await import('./late/messages');
    const destination = this.find(name);
    const hints = this.hintsOf(alert, destination);
    switch (destination.kind) {
      case 'alerts':
      case 'queue':
        return this.toTopic(destination, alertMessage(alert, update, hints));
      case 'chat':
        return this.toTopic(destination, chatMessage(alert, update, hints));
      case 'bus':
        return this.toBus(destination, alertEvent(alert, update, name));
      case 'security-hub':
        return this.toSecurityHub(destination, alert, update);
    }
  }

  /** Security Hub has no place for what is no finding. */
  async notify(name: string, notice: Notice): Promise<void> {
    const { noticeChatMessage, noticeEvent, noticeMessage } = await import('./late/messages');
    const destination = this.find(name);
    switch (destination.kind) {
      case 'alerts':
      case 'queue':
        return this.toTopic(destination, noticeMessage(notice));
      case 'chat':
        return this.toTopic(destination, noticeChatMessage(notice));
      case 'bus':
        return this.toBus(destination, noticeEvent(notice, name));
      case 'security-hub':
        return;
    }
  }

  takesDigest(name: string): boolean {
    return takesDigest(this, name, this.audienceOf(name));
  }

  private async toTopic({ arn }: Destination, message: object & { Message: string }): Promise<void> {
    const { PublishCommand } = await import('./late/sns');
    const client = await this.clients.sns();
    await client.send(new PublishCommand({ TopicArn: arn, ...message }));
  }

  private async toBus({ arn }: Destination, event: BusEvent): Promise<void> {
    const { PutEventsCommand } = await import('./late/eventbridge');
    const client = await this.clients.eventBridge();
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [{ EventBusName: arn, ...event }] }));
    const code = Entries?.[0]?.ErrorCode;
    if (code !== undefined)
      throw new Error(`event bus ${arn} refused the event: ${code} ${Entries?.[0]?.ErrorMessage ?? ''}`);
  }

  private async toSecurityHub({ arn }: Destination, alert: Alert, update: Update): Promise<void> {
    // A drill is no finding, and would stand among the real ones.
    if (alert.drill === true) return;
    const { BatchImportFindingsCommand } = await import('./late/securityhub');
    const { asFinding } = await import('./late/messages');
    const finding = asFinding(alert, update, { productArn: arn, account: this.deployed.account, now: this.clock() });
    const client = await this.clients.securityHub();
    const { FailedFindings } = await client.send(new BatchImportFindingsCommand({ Findings: [finding] }));
    const [failed] = FailedFindings ?? [];
    if (failed !== undefined)
      throw new Error(`Security Hub refused the finding: ${failed.ErrorCode ?? ''} ${failed.ErrorMessage ?? ''}`);
  }

  private hintsOf({ detection }: Alert, { name }: Destination): Hints {
    const channel = name.replace(/^(slack|to)-/, '');
    return { ...this.deployed.hints, steps: this.stepsOf(detection), channel };
  }

  private find(name: string): Destination {
    const found = this.deployed.destinations.find((destination) => destination.name === name);
    if (found === undefined) throw new Error(`destination ${name} is not deployed any more; deploy again to mend it`);
    return found;
  }
}
