import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config, Destination as Wanted, SlackChannel as Channel } from '../lambda/config/config';
import type { Environment } from '../lambda/config/environment';
import { besidePrefix, tellingOf } from '../lambda/config/telling';
import { undoneAnswers } from '../lambda/events/envelope';
import { AlertBus } from './alert-bus';
import { AlertQueue } from './alert-queue';
import { AnswerQueue } from './answer-queue';
import { mailTo } from './mail';
import { SlackButtons } from './slack-buttons';
import { SlackChannel } from './slack-channel';

type Told = Environment['destinations'][number];
type Route = Environment['routes'][number];

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
  private readonly channels = new Set<string>();
  private bus: AlertBus | undefined;
  private answerQueue: AnswerQueue | undefined;
  private buttons: SlackButtons | undefined;

  constructor(
    scope: Construct,
    id: string,
    config: Pick<Config, 'email' | 'slack' | 'minSeverity' | 'overrides' | 'destinations'>,
  ) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'mfa-watch: alerts on their way through SNS',
      enableKeyRotation: true,
      // It protects messages in flight only, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.alerts = this.mail('Alerts', 'alerts', config.email);
    this.slack(config.slack, '');
    for (const { name, email, slack = [] } of config.overrides) {
      if (email !== undefined) this.mail(`Alerts-${name}`, `alerts-${name}`, email);
      this.slack(slack, `${name}-`);
    }
    for (const wanted of config.destinations) this.place(`To-${wanted.name}`, besidePrefix + wanted.name, wanted);
    const { routes, besides } = tellingOf(config);
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

  private place(id: string, name: string, { email, slack, queue, eventBus, https, ...wanted }: Wanted): void {
    if (email !== undefined) this.mail(id, name, email);
    else if (slack !== undefined) this.channel({ ...slack, name, minSeverity: wanted.minSeverity }, name);
    else if (queue !== undefined) this.queue(id, name);
    else if (eventBus !== undefined) this.all.push({ name, kind: 'bus', arn: eventBus });
    else if (https !== undefined) {
      this.bus ??= new AlertBus(this, 'Bus');
      this.bus.forward(name, https);
      this.all.push({ name, kind: 'bus', arn: this.bus.arn });
    } else this.all.push({ name, kind: 'security-hub', arn: this.ownProduct() });
  }

  private mail(id: string, name: string, addresses: readonly string[]): Topic {
    const topic = this.topic(id);
    addresses.forEach((address) => topic.addSubscription(mailTo(address)));
    this.all.push({ name, kind: 'alerts', arn: topic.topicArn, topic });
    return topic;
  }

  private queue(id: string, name: string): void {
    const topic = this.topic(id);
    this.queues.push(new AlertQueue(this, `${id}-Queue`, { topic }));
    this.all.push({ name, kind: 'queue', arn: topic.topicArn, topic });
  }

  private topic(id: string): Topic {
    return new Topic(this, id, { displayName: 'mfa-watch', masterKey: this.key, enforceSSL: true });
  }

  /** Amazon Q takes one configuration a channel, so a channel that is named twice has one topic. */
  private slack(channels: readonly Channel[], prefix: string): void {
    for (const channel of channels) {
      const place = `${channel.workspaceId}/${channel.channelId}`;
      if (!this.channels.has(place))
        this.channel({ ...channel, name: prefix + channel.name }, `slack-${prefix}${channel.name}`);
      this.channels.add(place);
    }
  }

  private channel(channel: Channel, name: string): void {
    const buttons = this.buttonsOf(channel);
    const { topic } = new SlackChannel(this, `Slack-${channel.name}`, { channel, key: this.key, buttons });
    this.all.push({ name, kind: 'chat', arn: topic.topicArn, topic });
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
