import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Update } from '../lambda/alerts/alert';
import type { Config, SlackChannel as Channel } from '../lambda/config/config';
import type { Environment } from '../lambda/config/environment';
import { SlackChannel } from './slack-channel';

/** A topic with what the function must know of it. */
export type Destination = Omit<Environment['topics'][number], 'arn'> & { topic: Topic };
type Route = Environment['routes'][number];
type Told = Route['topics'];

/** One topic for mail, queues and functions, one for each Slack channel, and those of the overrides, all under one key. */
export class Topics extends Construct {
  readonly key: Key;
  readonly alerts: Topic;
  /** In the order in which the function is told of them. */
  readonly all: Destination[] = [];
  readonly routes: Route[];
  private readonly channels = new Map<string, string>();

  constructor(scope: Construct, id: string, config: Pick<Config, 'email' | 'slack' | 'minSeverity' | 'overrides'>) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'mfa-watch: alerts on their way through SNS',
      enableKeyRotation: true,
      // It protects messages in flight only, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.alerts = this.mail('Alerts', 'alerts', config.email);
    const everybody = { name: 'alerts', minSeverity: config.minSeverity };
    const inSlack = this.slack(config.slack, '');
    const overridden = config.overrides.map((override): Route => {
      const { name, accounts, organizationalUnits, email, slack, minSeverity } = override;
      const mailed = email === undefined ? 'alerts' : `alerts-${name}`;
      if (email !== undefined) this.mail(`Alerts-${name}`, mailed, email);
      const told = slack === undefined ? inSlack : this.slack(slack, `${name}-`);
      return { accounts, organizationalUnits, topics: [{ name: mailed, minSeverity }, ...told] };
    });
    this.routes = [...overridden, { accounts: [], organizationalUnits: [], topics: [everybody, ...inSlack] }];
  }

  private mail(id: string, name: string, addresses: readonly string[]): Topic {
    const topic = new Topic(this, id, { displayName: 'mfa-watch', masterKey: this.key, enforceSSL: true });
    addresses.forEach((address) => topic.addSubscription(mailTo(address)));
    this.all.push({ name, kind: 'alerts', topic });
    return topic;
  }

  /** Amazon Q takes one configuration a channel, so a channel that is named twice has one topic. */
  private slack(channels: readonly Channel[], prefix: string): Told {
    return channels.map((channel) => {
      const place = `${channel.workspaceId}/${channel.channelId}`;
      const name = this.channels.get(place) ?? `slack-${prefix}${channel.name}`;
      if (!this.channels.has(place)) {
        const named = { ...channel, name: prefix + channel.name, key: this.key };
        const { topic } = new SlackChannel(this, `Slack-${named.name}`, named);
        this.channels.set(place, name);
        this.all.push({ name, kind: 'chat', topic });
      }
      return { name, minSeverity: channel.minSeverity };
    });
  }
}

/** Nobody wants a mail that says that an alert is less bad than the last mail said; what bears no mark is let through. */
function mailTo(address: string): EmailSubscription {
  const update = new SubscriptionFilter([{ exists: false }, { 'anything-but': ['lowered' satisfies Update] }]);
  return new EmailSubscription(address, { filterPolicy: { update } });
}
