import { Aws, Duration } from 'aws-cdk-lib';
import { type CfnRule, type EventPattern, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Rule as CatalogueRule } from '../lambda/engine/pattern';
import { drillDetailType, drillSource, sweepDetailType } from '../lambda/events/envelope';

interface EventRulesProps {
  rules: readonly CatalogueRule[];
  target: IFunction;
  deadLetters: IQueue;
}

/** The rules on the default bus that start the function: the catalogue's, one for drills, and the sweep. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { rules, target, deadLetters }: EventRulesProps) {
    super(scope, id);
    // EventBridge's own retry limits, written down so that nobody has to know them.
    const targets = [
      new LambdaFunction(target, { deadLetterQueue: deadLetters, retryAttempts: 185, maxEventAge: Duration.hours(24) }),
    ];
    for (const rule of rules) {
      const { node } = new Rule(this, rule.id, {
        description: `mfa-watch: what the detections watch of ${rule.id}`,
        eventPattern: patternOf(rule),
        targets,
      });
      // The construct of CDK knows only on and off (EventBridge guide: rules for read-only management events).
      if (rule.readOnly) (node.defaultChild as CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    }
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
    new Rule(this, 'Drill', {
      description: 'mfa-watch: drills, which take the same way as real events',
      eventPattern: { source: [drillSource], detailType: [drillDetailType] },
      targets,
    });
  }
}

function patternOf({ pattern }: CatalogueRule): EventPattern {
  const { 'detail-type': detailType, ...rest } = pattern;
  return { ...rest, detailType };
}
