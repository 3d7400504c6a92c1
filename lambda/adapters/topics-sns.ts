import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert, Update } from '../alerts/alert';
import { alertMessage, chatMessage } from '../alerts/message';
import type { Environment } from '../config/environment';
import type { Topics } from '../engine/ports';

export class SnsTopics implements Topics {
  constructor(
    private readonly sns: SNSClient,
    readonly list: Environment['topics'],
    /** Runbook steps by detection id. */
    private readonly stepsOf: (detection: string) => readonly string[],
  ) {}

  async publish(topic: string, alert: Alert, update: Update): Promise<void> {
    const { arn, kind } = this.list.find(({ name }) => name === topic) ?? missing(topic);
    const render = kind === 'chat' ? chatMessage : alertMessage;
    await this.sns.send(new PublishCommand({ TopicArn: arn, ...render(alert, update, this.stepsOf(alert.detection)) }));
  }
}

function missing(topic: string): never {
  throw new Error(`topic ${topic} is not deployed any more; deploy again to mend it`);
}
