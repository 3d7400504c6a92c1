import { Aws, Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Rule as Watched } from '../lambda/engine/pattern';
import {
  alarmDetailType,
  alarmSource,
  digestDetailType,
  drillDetailType,
  drillSource,
  forwarderQueue,
  sweepDetailType,
} from '../lambda/events/envelope';
import { CatalogueRule } from './catalogue-rule';

interface EventRulesProps {
  rules: readonly Watched[];
  target: IFunction;
  deadLetters: IQueue;
}

/** The rules that start the function: the catalogue's, one for drills, one for alarms, and two schedules. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { rules, target, deadLetters }: EventRulesProps) {
    super(scope, id);
    // EventBridge's own retry limits, written down so that nobody has to know them.
    const untilHandled = { deadLetterQueue: deadLetters, retryAttempts: 185, maxEventAge: Duration.hours(24) };
    const targets = [new LambdaFunction(target, untilHandled)];
    for (const rule of rules) new CatalogueRule(this, rule.id, { rule, targets });
    // DynamoDB's TTL deletes up to days late, and a schedule for each wait would be a resource for each event.
    new Rule(this, 'Sweep', {
      description: 'mfa-watch: looks every minute whether something that was due has not happened',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaFunction(target, {
          deadLetterQueue: deadLetters,
          retryAttempts: 2,
          maxEventAge: Duration.minutes(5),
          event: RuleTargetInput.fromObject({
            source: drillSource,
            'detail-type': sweepDetailType,
            account: Aws.ACCOUNT_ID,
            detail: {},
          }),
        }),
      ],
    });
    new Rule(this, 'Digest', {
      description: 'mfa-watch: tells every morning (UTC) what nobody was told the day before',
      schedule: Schedule.cron({ hour: '7', minute: '0' }),
      targets: [
        new LambdaFunction(target, {
          ...untilHandled,
          event: RuleTargetInput.fromObject({
            source: drillSource,
            'detail-type': digestDetailType,
            account: Aws.ACCOUNT_ID,
            // So that one that is handled late still tells of its own day.
            time: EventField.time,
            detail: {},
          }),
        }),
      ],
    });
    new Rule(this, 'Alarms', {
      description: 'mfa-watch: alarms of the forwarders, which cannot notify a topic of another region',
      eventPattern: {
        source: [alarmSource],
        detailType: [alarmDetailType],
        detail: { alarmName: [forwarderQueue], state: { value: ['ALARM', 'OK'] } },
      },
      targets,
    });
    new Rule(this, 'Drill', {
      description: 'mfa-watch: drills, which take the same way as real events',
      // Whoever may put events on this bus from another account may not start drills.
      eventPattern: { account: [Aws.ACCOUNT_ID], source: [drillSource], detailType: [drillDetailType] },
      targets,
    });
  }
}
