import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../lambda/config/config';
import { homeRegion, type Partition } from '../lambda/config/partition';
import type { Rule } from '../lambda/engine/pattern';
import { DeadLetters } from './dead-letters';
import { DetectFunction } from './detect-function';
import { EventRules } from './event-rules';
import { Memory } from './memory';
import { Topics } from './topics';

interface HomeStackProps {
  config: Config;
  partition: Partition;
  /** 12 digits; undefined: whichever account the credentials at deployment belong to. */
  account: string | undefined;
  rules: readonly Rule[];
}

/** Everything that runs where IAM's events are: the partition's home region, whatever region the shell is set to. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, { config, partition, account, rules }: HomeStackProps) {
    super(scope, id, {
      description: 'mfa-watch: tells when somebody tampers with MFA in this account',
      env: { region: homeRegion(partition), ...(account !== undefined && { account }) },
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters');
    const memory = new Memory(this, 'Memory');
    const topics = new Topics(this, 'Topics', config);
    const { handler } = new DetectFunction(this, 'Detect', {
      config,
      memory,
      destinations: topics.all,
      deadLetters,
      partIds: [topics.key.keyId],
    });
    new EventRules(this, 'Rules', { rules, target: handler, deadLetters });

    this.tell('HomeRegion', this.region);
    this.tell('FunctionName', handler.functionName);
    this.tell('TableName', memory.tableName);
    this.tell('DeadLettersUrl', deadLetters.queueUrl);
    this.tell('AlertTopicArn', topics.alerts.topicArn);
    for (const [index, { topicArn }] of topics.slack.entries()) this.tell(`SlackTopicArn${index + 1}`, topicArn);
    this.tellWhatIsLeftToDo(config);
  }

  private tellWhatIsLeftToDo({ email, slack }: Config): void {
    if (email.length > 0)
      this.tell('ConfirmByMail', `Unless done before, open the link in AWS's mail to: ${email.join(', ')}`);
    if (slack.length > 0) {
      const channels = slack.map(({ workspaceId, channelId }) => `${workspaceId}/${channelId}`).join(', ');
      this.tell(
        'AuthorizeSlack',
        `Unless done before, authorize the workspace in the console of Amazon Q Developer in chat applications ` +
          `and invite @Amazon Q to the channel: ${channels}`,
      );
    }
    if (email.length === 0 && slack.length === 0) {
      const warning = 'Nobody is told of any alert. Name an e-mail address or a Slack channel in mfa-watch.yaml';
      Annotations.of(this).addWarningV2('mfa-watch:no-destination', `${warning}, or add -c email=you@example.com`);
      this.tell('Warning', warning);
    }
  }

  private tell(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
