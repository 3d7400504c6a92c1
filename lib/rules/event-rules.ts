import { Aws, Duration } from 'aws-cdk-lib';
import { EventField, Rule, type RuleProps, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, type TargetBaseProps } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { homeRuleName as named } from '../../lambda/engine/health/deployed-rules';
import type { Rule as Watched } from '../../lambda/engine/catalogue/pattern';
import {
  alarmDetailType,
  alarmSource,
  arriving,
  digestDetailType,
  drillDetailType,
  drillSource,
  forwarderQueue,
  postureDetailType,
  reconcileDetailType,
  heartbeatDetailType,
  subscriptionsDetailType,
  sweepDetailType,
} from '../../lambda/events/envelope';
import { CatalogueRule } from './catalogue-rule';
import { type DeadLetters, untilHandled, untilNext } from '../dead-letters';

interface EventRulesProps {
  rules: readonly Watched[];
  target: IFunction;
  /** What reads the event history, and of which regions. */
  reconcile: { target: IFunction; regions: readonly string[] };
  /** What looks at the account; absent: nothing does. */
  posture: IFunction | undefined;
  deadLetters: DeadLetters;
  /** Names of alarms of this account and region that people are told of, beside those of the forwarders. */
  alarms: readonly string[];
}

/** The rules that start the functions: the catalogue's, one for drills, one for heartbeats, one for alarms, and five schedules. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, props: EventRulesProps) {
    super(scope, id);
    const { rules, target, reconcile, posture, deadLetters, alarms } = props;
    deadLetters.takeFrom(named('*'));
    const targets = [deadLetters.behind(new LambdaFunction(target, untilHandled))];
    for (const rule of rules) new CatalogueRule(this, rule.id, { rule, targets, ruleName: named(rule.id) });
    const scheduled = (detailType: string, policy: TargetBaseProps, more: object = {}, started = target) => {
      const sent = { source: drillSource, 'detail-type': detailType, account: Aws.ACCOUNT_ID, detail: {}, ...more };
      const event = RuleTargetInput.fromObject(sent);
      return [deadLetters.behind(new LambdaFunction(started, { ...policy, event }))];
    };
    // So that one that is handled late still tells of its own day.
    const itsOwn = { time: EventField.time };
    // DynamoDB's TTL deletes up to days late, and a schedule for each wait would be a resource for each event.
    this.add('Sweep', {
      description: 'looks every minute whether something that was due has not happened',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: scheduled(sweepDetailType, untilNext),
    });
    this.add('Subscriptions', {
      description: 'looks every 15 minutes whether who is subscribed still is; nobody logs an "unsubscribe"',
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: scheduled(subscriptionsDetailType, untilNext, itsOwn),
    });
    this.add('Digest', {
      description: 'tells every morning (UTC) what nobody was told the day before',
      schedule: Schedule.cron({ hour: '7', minute: '0' }),
      targets: scheduled(digestDetailType, untilHandled, itsOwn),
    });
    if (posture !== undefined)
      this.add('Posture', {
        description: 'looks every morning (UTC) for what MFA does not protect in this account',
        schedule: Schedule.cron({ hour: '6', minute: '0' }),
        targets: scheduled(postureDetailType, untilHandled, itsOwn, posture),
      });
    // Not by the environment, which is full already where there are many destinations.
    const where = { detail: { regions: reconcile.regions } };
    this.add('Reconcile', {
      description: 'looks every hour for events that CloudTrail logged and EventBridge did not deliver',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: scheduled(reconcileDetailType, untilNext, where, reconcile.target),
    });
    this.add('Alarms', {
      description: 'that something lies in a dead-letter queue of a forwarder, of answers or of a tool',
      eventPattern: {
        source: [alarmSource],
        detailType: [alarmDetailType],
        detail: {
          alarmName: [forwarderQueue, forwarderQueue + arriving, ...alarms],
          state: { value: ['ALARM', 'OK'] },
        },
      },
      targets,
    });
    this.add('Heartbeat', {
      description: 'heartbeats, which take the same way as real events and which no person sees',
      // Whoever may put events on this bus from another account may not keep it beating.
      eventPattern: { account: [Aws.ACCOUNT_ID], source: [drillSource], detailType: [heartbeatDetailType] },
      targets: [deadLetters.behind(new LambdaFunction(target, untilNext))],
    });
    this.add('Drill', {
      description: 'drills, which take the same way as real events',
      // Whoever may put events on this bus from another account may not start drills.
      eventPattern: { account: [Aws.ACCOUNT_ID], source: [drillSource], detailType: [drillDetailType] },
      targets,
    });
  }

  private add(id: string, { description, ...props }: RuleProps & { description: string }): void {
    new Rule(this, id, { ruleName: named(id), description: `mfa-watch: ${description}`, ...props });
  }
}
