import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Subscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { toBeatEnvironment } from '../../lambda/config/beat-environment';
import type { Config } from '../../lambda/config/config';
import { enabled } from '../../lambda/config/detection-settings';
import { detections } from '../../lambda/detections';
import { homeRuleName as named } from '../../lambda/engine/health/deployed-rules';
import { DeadLetters, untilNext } from '../dead-letters';
import type { Destinations } from '../destinations/destinations';
import { defaultBus } from '../rules/forwarder';
import type { Guard } from '../alarms/guard';
import { HeartbeatAlarms } from '../alarms/heartbeat-alarms';
import { type Given, OwnFunction } from './own-function';

interface HeartbeatProps {
  config: Given['config'] & Pick<Config, 'heartbeatMinutes' | 'detections'>;
  detect: IFunction;
  reconcile: IFunction;
  posture: IFunction | undefined;
  destinations: Destinations;
  guard: Guard;
}

/**
 * A function that sends a heartbeat the way of real events, one that counts those which have left a topic, and alarms to the
 * guard when none comes.
 */
export class Heartbeat extends Construct {
  /** What sends heartbeats, and what counts them. */
  readonly beat: Function;
  readonly pulse: Function;
  private readonly deadLetters: DeadLetters;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HeartbeatProps,
  ) {
    super(scope, id);
    const { destinations, guard } = props;
    // Not the queue of events: `redrive` hands over what lies there to the function that judges, and this is nothing to be judged.
    this.deadLetters = new DeadLetters(this, 'Failed', { queueName: 'mfa-watch-heartbeat-failed' });
    this.deadLetters.takeFrom(named('Beat'));
    this.beat = this.addBeat();
    this.pulse = this.addPulse();
    const told = destinations.all.flatMap(({ name, topic }) => (topic === undefined ? [] : [{ name, topic }]));
    for (const { name, topic } of told) this.count(topic, name);
    new HeartbeatAlarms(this, 'Alarms', { destinations: told.map(({ name }) => name), guard });
  }

  private addBeat(): Function {
    const { config, detect, reconcile, posture, guard } = this.props;
    const { account, region } = Stack.of(this);
    const on = enabled(detections, config.detections);
    const off = detections.filter((detection) => !on.includes(detection)).map(({ id }) => id);
    const beat = new OwnFunction(this, 'Beat', {
      ...{ config, guard, deadLetters: this.deadLetters, handler: 'beat', memorySize: 256 },
      purpose: 'looks at the rules, and sends a heartbeat if they are as they were deployed',
      environment: toBeatEnvironment({
        ...{ account, off, detect: detect.functionArn, reconcile: reconcile.functionArn },
        ...{ posture: posture?.functionArn, guard: guard.topic.topicArn },
      }),
    });
    const { handler, role } = beat;
    const look = ['events:ListRules', 'events:ListRuleNamesByTarget'];
    role.addToPolicy(new PolicyStatement({ actions: look, resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The two calls list, and know no resource (service authorization reference, EventBridge).',
    });
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [defaultBus(this, region)] }));
    new Rule(beat, 'Schedule', {
      ruleName: named('Beat'),
      description: 'mfa-watch: has a heartbeat sent, whose absence is noticed',
      schedule: Schedule.rate(Duration.minutes(config.heartbeatMinutes)),
      targets: [this.deadLetters.behind(new LambdaFunction(handler, untilNext))],
    });
    return handler;
  }

  private addPulse(): Function {
    const { config, guard } = this.props;
    return new OwnFunction(this, 'Pulse', {
      ...{ config, guard, deadLetters: this.deadLetters, handler: 'pulse', memorySize: 256 },
      purpose: 'counts the heartbeats that have left a topic',
      environment: {},
    }).handler;
  }

  /** The name is on the message, so that what has left one topic never counts for another. */
  private count(topic: ITopic, destination: string): void {
    const { pulse } = this;
    // CDK's LambdaSubscription calls it by the last part of the topic's path, which several have in common.
    new Subscription(this, `Of-${destination}`, {
      ...{ topic, protocol: SubscriptionProtocol.LAMBDA, endpoint: pulse.functionArn },
      filterPolicy: { kind: only('heartbeat'), destination: only(destination) },
    });
    const principal = new ServicePrincipal('sns.amazonaws.com');
    pulse.addPermission(`From-${destination}`, { principal, sourceArn: topic.topicArn });
  }
}

function only(value: string): SubscriptionFilter {
  return SubscriptionFilter.stringFilter({ allowlist: [value] });
}
