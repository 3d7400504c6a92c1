import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert, Update } from '../alerts/alert';
import { alertMessage, chatMessage } from '../alerts/message';
import type { Notice } from '../alerts/notice';
import { noticeChatMessage, noticeMessage } from '../alerts/notice-message';
import type { Environment } from '../config/environment';
import { rank } from '../detections/severity';
import type { Notices, Topics } from '../engine/ports';

export class SnsTopics implements Topics, Notices {
  constructor(
    private readonly sns: SNSClient,
    private readonly deployed: Environment['topics'],
    readonly routes: Environment['routes'],
    /** Runbook steps by detection id. */
    private readonly stepsOf: (detection: string) => readonly string[],
  ) {}

  async publish(topic: string, alert: Alert, update: Update): Promise<void> {
    const { arn, kind } = this.find(topic);
    const render = kind === 'chat' ? chatMessage : alertMessage;
    await this.sns.send(new PublishCommand({ TopicArn: arn, ...render(alert, update, this.stepsOf(alert.detection)) }));
  }

  async notify(topic: string, notice: Notice): Promise<void> {
    const { arn, kind } = this.find(topic);
    const render = kind === 'chat' ? noticeChatMessage : noticeMessage;
    await this.sns.send(new PublishCommand({ TopicArn: arn, ...render(notice) }));
  }

  /** A channel that wants only what pages somebody must not make a sound at seven in the morning. */
  takesDigest(topic: string): boolean {
    const wants = this.routes.flatMap(({ topics }) => topics.filter(({ name }) => name === topic));
    return this.find(topic).kind !== 'chat' || wants.some(({ minSeverity }) => rank(minSeverity) <= rank('medium'));
  }

  private find(topic: string): Environment['topics'][number] {
    return this.deployed.find(({ name }) => name === topic) ?? missing(topic);
  }
}

function missing(topic: string): never {
  throw new Error(`topic ${topic} is not deployed any more; deploy again to mend it`);
}
