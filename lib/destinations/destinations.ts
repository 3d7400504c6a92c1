import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Channel } from '../../lambda/config/destinations';
import type { Environment, Route } from '../../lambda/config/environment';
import { mainMail, slackPrefix, tellingOf, type Place, type Wanted } from '../../lambda/config/telling';
import { undoneAnswers } from '../../lambda/events/envelope';
import { AlertBus } from './alert-bus';
import { AlertQueue } from './alert-queue';
import { AnswerQueue } from './answer-queue';
import { mailTo } from './mail';
import { SlackButtons } from './slack-buttons';
import { SlackChannel } from './slack-channel';

type Told = Environment['destinations'][number];

/** What the function must know of it, and the topic, if it is one. */
export interface Destination extends Told {
  topic?: Topic;
}

/** What must be allowed to send there; a topic knows it by itself. */
const calls = { bus: 'events:PutEvents', 'security-hub': 'securityhub:BatchImportFindings' } as const;

/** One place for each destination, so that who is told of what is decided before anything is sent. */
export class Destinations extends Construct {
  readonly key: Key;
  readonly alerts: Topic;
  /** In the order in which the function is told of them. */
  readonly all: Destination[] = [];
  readonly queues: Queue[] = [];
  readonly routes: Route[];
  readonly besides: Route[];
  private bus: AlertBus | undefined;
  private answerQueue: AnswerQueue | undefined;
  private buttons: SlackButtons | undefined;

  constructor(scope: Construct, id: string, config: Wanted) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'mfa-watch: alerts on their way through SNS',
      enableKeyRotation: true,
      // It protects messages in flight only, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.alerts = this.topic('Alerts');
    const { places, routes, besides } = tellingOf(config);
    for (const place of places) this.all.push({ name: place.name, kind: place.kind, ...this.made(place) });
    this.routes = routes;
    this.besides = besides;
  }

  /** What could not be delivered by HTTPS, one for each tool. */
  get undelivered(): readonly Queue[] {
    return this.bus?.undelivered ?? [];
  }

  /** Names of the alarms that something was lost on its way. */
  get alarms(): string[] {
    return [...(this.bus?.alarms ?? []), ...(this.answerQueue === undefined ? [] : [undoneAnswers])];
  }

  /** What is pressed in Slack, if a channel has buttons. */
  get answers(): AnswerQueue | undefined {
    return this.answerQueue;
  }

  /** Lets the role send to all of them. */
  grantTell(role: Role): void {
    for (const { topic, kind, arn } of this.all)
      if (topic !== undefined) topic.grantPublish(role);
      else if (kind === 'bus' || kind === 'security-hub')
        role.addToPolicy(new PolicyStatement({ actions: [calls[kind]], resources: [arn] }));
  }

  /**
   * Lets the role see who is subscribed, and whether buses of this account are there. SNS asks of both calls whether they may
   * be made on the topic.
   */
  grantWatch(role: Role, guard: Topic): void {
    const topics = [...this.all.flatMap(({ topic }) => topic ?? []), guard].map(({ topicArn }) => topicArn);
    const actions = ['sns:GetSubscriptionAttributes', 'sns:ListSubscriptionsByTopic'];
    role.addToPolicy(new PolicyStatement({ actions, resources: topics }));
    const buses = this.all.filter(({ kind, arn }) => kind === 'bus' && this.mayBeOwn(arn)).map(({ arn }) => arn);
    if (buses.length > 0)
      role.addToPolicy(new PolicyStatement({ actions: ['events:DescribeEventBus'], resources: [...new Set(buses)] }));
  }

  /** Ids follow from the name: under another one a topic would be new, and everybody would have to confirm again. */
  private made({ name, kind, addresses = [], channel, eventBus, https }: Place): { arn: string; topic?: Topic } {
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    if (channel !== undefined) return told(this.channel(channel, name));
    if (kind === 'alerts' || kind === 'queue') {
      const topic = name === mainMail ? this.alerts : this.topic(id);
      addresses.forEach((address) => topic.addSubscription(mailTo(address)));
      if (kind === 'queue') this.queues.push(new AlertQueue(this, `${id}-Queue`, { topic }));
      return told(topic);
    }
    if (eventBus !== undefined) return { arn: eventBus };
    if (https === undefined) return { arn: this.ownProduct() };
    this.bus ??= new AlertBus(this, 'Bus');
    this.bus.forward(name, https);
    return { arn: this.bus.arn };
  }

  private topic(id: string): Topic {
    return new Topic(this, id, { displayName: 'mfa-watch', masterKey: this.key, enforceSSL: true });
  }

  private channel(channel: Channel, destination: string): Topic {
    const name = destination.startsWith(slackPrefix) ? destination.slice(slackPrefix.length) : destination;
    const buttons = this.buttonsOf(channel);
    return new SlackChannel(this, `Slack-${name}`, { ...{ channel, name, buttons }, key: this.key }).topic;
  }

  private buttonsOf({ buttons }: Channel): SlackButtons | undefined {
    if (!buttons) return undefined;
    this.answerQueue ??= new AnswerQueue(this, 'Answers');
    return (this.buttons ??= new SlackButtons(this, 'Buttons', { queue: this.answerQueue }));
  }

  /** Where the account is not known at synthesis, any may be the own one. */
  private mayBeOwn(arn: string): boolean {
    const { account } = Stack.of(this);
    return Token.isUnresolved(arn) || Token.isUnresolved(account) || arn.split(':')[4] === account;
  }

  /** In whose name an account imports findings of its own (Security Hub user guide, custom product integrations). */
  private ownProduct(): string {
    const { account } = Stack.of(this);
    return Stack.of(this).formatArn({
      service: 'securityhub',
      resource: 'product',
      resourceName: `${account}/default`,
    });
  }
}

function told(topic: Topic): { arn: string; topic: Topic } {
  return { arn: topic.topicArn, topic };
}
