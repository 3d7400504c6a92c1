import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Guard } from './guard';

/** Minutes in which most metrics are added up. */
export const period = Duration.minutes(5);

export interface OwnAlarmProps {
  alarmName: string;
  /** A sentence without its full stop: what is wrong, and what does not work meanwhile. */
  says: string;
  /** The heading in docs/operations.md that says what to do. */
  runbook: string;
  metric: IMetric;
  /** The least that is too much. */
  threshold: number;
  /** Only if it is so in three of the last six periods of the metric, so that what a retry mends wakes nobody. */
  ifItLasts?: boolean;
  /** Absent: true. */
  tellsEnd?: boolean;
  /** Who gets mail of it; undefined: an EventBridge rule tells the function, which tells everybody. */
  guard: Guard | undefined;
}

/** Says that mfa-watch itself needs a person. Most metrics exist only while there is something to count. */
export class OwnAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { says, runbook, guard, ifItLasts = false, tellsEnd = true, ...alarm }: OwnAlarmProps,
  ) {
    super(scope, id, {
      ...alarm,
      alarmDescription: `${says}. Runbook: docs/operations.md, "${runbook}"`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...(ifItLasts ? { evaluationPeriods: 6, datapointsToAlarm: 3 } : { evaluationPeriods: 1 }),
    });
    if (guard === undefined) return;
    const mail = new SnsAction(guard.topic);
    this.addAlarmAction(mail);
    if (tellsEnd) this.addOkAction(mail);
  }
}
