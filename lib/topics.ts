import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Update } from '../lambda/alerts/alert';
import type { Config } from '../lambda/config/config';
import type { Environment } from '../lambda/config/environment';
import { SlackChannel } from './slack-channel';

/** A topic with what the function must know of it. */
export type Destination = Omit<Environment['topics'][number], 'arn'> & { topic: Topic };

/** One topic for mail, queues and functions, and one for each Slack channel, all under one key of ours. */
export class Topics extends Construct {
  readonly key: Key;
  readonly alerts: Topic;
  readonly slack: readonly Topic[];
  /** In the order in which the function is told of them. */
  readonly all: readonly Destination[];

  constructor(scope: Construct, id: string, config: Pick<Config, 'email' | 'slack' | 'minSeverity'>) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'mfa-watch: alerts on their way through SNS',
      enableKeyRotation: true,
      // It protects messages in flight only, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.alerts = new Topic(this, 'Alerts', { displayName: 'mfa-watch', masterKey: this.key, enforceSSL: true });
    config.email.forEach((address) => this.alerts.addSubscription(mailTo(address)));
    const slack = config.slack.map((channel): Destination => {
      const { topic } = new SlackChannel(this, `Slack-${channel.name}`, { ...channel, key: this.key });
      return { name: `slack-${channel.name}`, kind: 'chat', minSeverity: channel.minSeverity, topic };
    });
    this.slack = slack.map(({ topic }) => topic);
    this.all = [{ name: 'alerts', kind: 'alerts', minSeverity: config.minSeverity, topic: this.alerts }, ...slack];
  }
}

/** Nobody wants a mail that says that an alert is less bad than the last mail said; what bears no mark is let through. */
function mailTo(address: string): EmailSubscription {
  const update = new SubscriptionFilter([{ exists: false }, { 'anything-but': ['lowered' satisfies Update] }]);
  return new EmailSubscription(address, { filterPolicy: { update } });
}
