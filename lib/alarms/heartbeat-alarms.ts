import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { heartbeatAlarm } from '../../lambda/engine/health/heartbeat';
import type { Guard } from './guard';
import { heartbeatsOf } from './own-metric';

interface HeartbeatAlarmsProps {
  /** Names. */
  destinations: readonly string[];
  guard: Guard;
}

const where = 'Runbook: docs/operations.md, "mfa-watch shows no sign of life"';

/** One for each topic; where there are several, the guard hears of all together, so that an outage is one mail. */
export class HeartbeatAlarms extends Construct {
  constructor(scope: Construct, id: string, { destinations, guard }: HeartbeatAlarmsProps) {
    super(scope, id);
    const alarms = destinations.map((destination) => this.of(destination));
    const [only] = alarms;
    const told = alarms.length === 1 && only !== undefined ? only : this.together(alarms);
    told.addAlarmAction(new SnsAction(guard.topic));
    told.addOkAction(new SnsAction(guard.topic));
  }

  private of(destination: string): Alarm {
    return new Alarm(this, destination, {
      alarmName: heartbeatAlarm(destination),
      alarmDescription: `For ten minutes no sign of life has come out of the topic of "${destination}", so alerts may not arrive there. ${where}`,
      metric: heartbeatsOf(destination),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private together(alarms: readonly Alarm[]): CompositeAlarm {
    return new CompositeAlarm(this, 'Any', {
      compositeAlarmName: heartbeatAlarm(),
      alarmDescription: `For ten minutes no sign of life has come out of a topic, so alerts may not arrive. ${where}`,
      alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
    });
  }
}
