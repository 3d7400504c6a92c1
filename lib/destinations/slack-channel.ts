import { Stack } from 'aws-cdk-lib';
import { type CfnSlackChannelConfiguration, LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Channel } from '../../lambda/config/destinations';
import type { SlackButtons } from './slack-buttons';

interface SlackChannelProps {
  channel: Channel;
  /** What its configuration is called behind the stack's name. */
  name: string;
  key: IKey;
  /** undefined: the channel only shows alerts. */
  buttons: SlackButtons | undefined;
}

/**
 * A topic whose messages Amazon Q Developer in chat applications shows in a Slack channel. The service subscribes to the
 * topic itself, so a filter policy is not possible: who gets what is decided before publishing.
 */
export class SlackChannel extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { channel, name, key, buttons }: SlackChannelProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'mfa-watch', masterKey: key, enforceSSL: true });
    // Else members press with roles of their own.
    const isAnswering = buttons !== undefined && !channel.userRoles;
    const role = new Role(this, 'Role', {
      description: `mfa-watch: may ${isAnswering ? 'answer alerts' : 'do nothing; the channel only shows alerts'}`,
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
    });
    if (isAnswering) role.addToPolicy(buttons.permission());
    const configuration = new SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: this.configurationName(name),
      slackWorkspaceId: channel.workspaceId,
      slackChannelId: channel.channelId,
      notificationTopics: [this.topic],
      loggingLevel: LoggingLevel.ERROR,
      role,
      // Members of the channel may run AWS commands within the guardrail; without one, it is AdministratorAccess.
      guardrailPolicies: [buttons?.guardrail ?? ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
      ...(channel.userRoles && { userRoleRequired: true }),
    });
    if (buttons === undefined) return;
    // The construct of CDK does not know them.
    (configuration.node.defaultChild as CfnSlackChannelConfiguration).customizationResourceArns = buttons.arns;
  }

  /** Cut to the 128 characters that Amazon Q takes (API reference); two long ones are told apart by their addresses. */
  private configurationName(name: string): string {
    const full = `${Stack.of(this).stackName}-${name}`;
    return full.length <= 128 ? full : `${full.slice(0, 128 - this.node.addr.length - 1)}-${this.node.addr}`;
  }
}
