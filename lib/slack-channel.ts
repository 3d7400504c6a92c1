import { Stack } from 'aws-cdk-lib';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { SlackChannel as Settings } from '../lambda/config/config';

/**
 * A topic whose messages Amazon Q Developer in chat applications shows in a Slack channel. The service subscribes to the
 * topic itself, so a filter policy is not possible: who gets what is decided before publishing.
 */
export class SlackChannel extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { name, workspaceId, channelId, key }: Settings & { key: IKey }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'mfa-watch', masterKey: key, enforceSSL: true });
    new SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: `${Stack.of(this).stackName}-${name}`,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [this.topic],
      loggingLevel: LoggingLevel.ERROR,
      role: new Role(this, 'Role', {
        description: 'mfa-watch: may do nothing; the channel only shows alerts',
        assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      }),
      // Members of the channel may run AWS commands within the guardrail; without one, it is AdministratorAccess.
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
    });
  }
}
