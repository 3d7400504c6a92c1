import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Guard } from './guard';
import { OwnAlarm, type OwnAlarmProps, period } from './own-alarm';

export interface FunctionAlarmsProps {
  handler: IFunction;
  /** Follows `mfa-watch-` in the names of the alarms. */
  name: string;
  /** Completes "The function that …". */
  purpose: string;
  /** Completes "meanwhile …". */
  meanwhile: string;
  timeout: Duration;
  retryAttempts: number;
  /** For what a schedule alone starts: how often. Absent: as often as something happens. */
  startedEvery?: Duration;
  /** Whether rules, schedules or topics call it: events then wait in Lambda's own queue, which has metrics. */
  isAsynchronous: boolean;
  guard: Guard;
}

/** Lambda waits 1 minute before the second try, and 2 before the third (Lambda developer guide, asynchronous invocation). */
const betweenTries = Duration.minutes(3);

/** What CloudWatch can tell of a function (Lambda developer guide, types of metrics). */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    const { handler, name, purpose, meanwhile, timeout, retryAttempts, startedEvery, isAsynchronous, guard } = props;
    const it = `The function that ${purpose}`;
    const alarm = (what: string, alarmed: Omit<OwnAlarmProps, 'alarmName' | 'guard'>) =>
      new OwnAlarm(this, what, { ...alarmed, alarmName: `mfa-watch-${name}-${what.toLowerCase()}`, guard });
    const tries = retryAttempts + 1;
    const triesTake = Duration.seconds(tries * timeout.toSeconds()).plus(betweenTries);
    // As long as until the next start at least: what fails at each start would else say OK in between.
    const failing = longer(longer(Duration.minutes(15), triesTake), startedEvery);
    // One event that fails for good makes as many errors as it has tries, and lies in the dead-letter queue then. Of what a
    // schedule starts there is no other in that time.
    const failures = startedEvery === undefined ? tries + 1 : tries;
    alarm('Errors', {
      metric: handler.metricErrors({ period: failing }),
      threshold: failures,
      says: `${it} failed ${failures} times or more in ${failing.toHumanString()}; meanwhile ${meanwhile}`,
      runbook: 'The function fails',
    });
    alarm('Throttles', {
      metric: handler.metricThrottles({ period }),
      threshold: 1,
      ifItLasts: true,
      says: `${it} is refused by AWS again and again, since too many functions run at once; meanwhile ${meanwhile}`,
      runbook: 'The function is throttled',
    });
    alarm('Slow', {
      metric: handler.metricDuration({ period: longer(period, startedEvery), statistic: Stats.MAXIMUM }),
      threshold: timeout.toMilliseconds() * 0.8,
      ifItLasts: true,
      says:
        `${it} again and again takes more than 80 % of the ${timeout.toSeconds()} s after which AWS stops it; ` +
        `what is stopped is tried ${retryAttempts} times more, and meanwhile ${meanwhile}`,
      runbook: 'The function is slow',
    });
    if (!isAsynchronous) return;
    // Each try counts from when the event came.
    const longestWait = longer(Duration.minutes(10), triesTake);
    alarm('Waiting', {
      metric: handler.metric('AsyncEventAge', { period, statistic: Stats.MAXIMUM }),
      threshold: longestWait.toMilliseconds(),
      says: `${it} has events waiting for more than ${longestWait.toMinutes()} minutes; meanwhile ${meanwhile}`,
      runbook: 'Events wait too long',
    });
    alarm('Lost', {
      // Not AsyncEventsDropped: what is dropped lies in the dead-letter queue, unless this counts it.
      metric: handler.metric('DestinationDeliveryFailures', { period, statistic: Stats.SUM }),
      threshold: 1,
      says: `${it} gave up on an event, and AWS could not put it into the dead-letter queue; nobody is told of this event`,
      runbook: 'An event is lost',
    });
  }
}

function longer(one: Duration, other = one): Duration {
  return one.toSeconds() >= other.toSeconds() ? one : other;
}
