import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

const events = new ServicePrincipal('events.amazonaws.com');
const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

/**
 * A second way to people, for what the first cannot tell of itself. It shares nothing with it: no function, no table, no
 * topic, no key.
 */
export class Guard extends Construct {
  readonly key: Key;
  readonly topic: Topic;

  /** @param addresses who gets mail of everything that is sent here. */
  constructor(scope: Construct, id: string, addresses: readonly string[]) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'mfa-watch: messages about mfa-watch itself on their way through SNS',
      enableKeyRotation: true,
      // It protects messages in flight only, so nothing is lost with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    // A condition on source or account would keep EventBridge out without a word (SNS guide, key management).
    for (const service of [events, cloudWatch]) this.key.grant(service, 'kms:Decrypt', 'kms:GenerateDataKey*');
    this.topic = new Topic(this, 'Topic', { displayName: 'mfa-watch guard', masterKey: this.key, enforceSSL: true });
    this.letIn();
    for (const address of addresses) this.topic.addSubscription(new EmailSubscription(address));
  }

  /** EventBridge does not take conditions in the policy of a topic (EventBridge guide, SNS permissions). */
  private letIn(): void {
    const publish = { actions: ['sns:Publish'], resources: [this.topic.topicArn] };
    const alarms = Stack.of(this).formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
    this.topic.addToResourcePolicy(new PolicyStatement({ ...publish, principals: [events] }));
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        ...publish,
        principals: [cloudWatch],
        conditions: { ArnLike: { 'aws:SourceArn': alarms } },
      }),
    );
  }
}
