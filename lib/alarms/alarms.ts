import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { DeadLetters } from '../dead-letters';
import type { Destinations } from '../destinations/destinations';
import { deadLetterAlarms } from './dead-letter-alarms';
import type { Guard } from './guard';
import { OwnAlarm, period } from './own-alarm';
import { ownMetric } from './own-metric';

interface AlarmsProps {
  guard: Guard;
  deadLetters: DeadLetters;
  memory: ITable;
  destinations: Destinations;
}

/** Longer than the five tries of a message take, with what keeps it invisible in between. */
const longestAnswer = Duration.minutes(20);

/**
 * What mails the guard of all that is no function; functions bring their own alarms. What rules could not hand over is
 * in the dead-letter queue, so EventBridge's own metrics would say the same a second time.
 */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { guard, deadLetters, memory, destinations }: AlarmsProps) {
    super(scope, id);
    deadLetterAlarms(this, 'DeadLetters', {
      ...{ guard, alarmName: 'mfa-watch-dead-letters', deadLetters },
      says: `Events that could not be handled lie in ${deadLetters.queueUrl}; nobody is told of what is in them`,
      runbook: 'The dead-letter queue holds messages',
    });
    new OwnAlarm(this, 'Unreadable', {
      ...{ guard, alarmName: 'mfa-watch-unreadable-events', metric: ownMetric('UnreadableEvents'), threshold: 1 },
      says: 'The function got an event that it cannot read and put it into the dead-letter queue; nobody is told of what is in it',
      runbook: 'Events cannot be read',
    });
    // Of a table as a whole; ThrottledRequests is counted by operation only (DynamoDB developer guide, metrics).
    for (const [what, metricName] of Object.entries({ Reads: 'ReadThrottleEvents', Writes: 'WriteThrottleEvents' }))
      new OwnAlarm(this, `Table${what}`, {
        ...{ guard, alarmName: `mfa-watch-table-${what.toLowerCase()}-throttled`, threshold: 1, ifItLasts: true },
        metric: memory.metric(metricName, { period, statistic: Stats.SUM }),
        says: `DynamoDB keeps refusing ${what.toLowerCase()} of the table that mfa-watch remembers with; meanwhile alerts come late`,
        runbook: 'The table is throttled',
      });
    new OwnAlarm(this, 'NotSwept', {
      ...{ guard, alarmName: 'mfa-watch-not-swept', threshold: 1, ifItLasts: true },
      metric: ownMetric('NotSwept').with({ period: Duration.hours(1) }),
      says: "The hourly look at CloudTrail's event history keeps not reading all of it; meanwhile nobody is told of events there that EventBridge does not deliver",
      runbook: 'Events were missed',
    });
    // For as long as the days between two looks, so that it is one mail and not one every day.
    new OwnAlarm(this, 'NotLookedAt', {
      ...{ guard, alarmName: 'mfa-watch-not-looked-at', threshold: 1 },
      metric: ownMetric('NotLookedAt').with({ period: Duration.days(1) }),
      says: 'The daily look at the account could not read all that it needs; meanwhile nobody is told of what MFA does not protect there',
      runbook: 'The account cannot be read',
    });
    this.ofTopics(guard, destinations);
    if (destinations.answers !== undefined)
      new OwnAlarm(this, 'Answers', {
        ...{ guard, alarmName: 'mfa-watch-answers-waiting', threshold: longestAnswer.toSeconds() },
        metric: destinations.answers.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
        says: `What people pressed in Slack waits for more than ${longestAnswer.toMinutes()} minutes; meanwhile the buttons do nothing`,
        runbook: 'Answers wait',
      });
  }

  /**
   * For Slack (HTTPS) every failed try counts, for all others what was given up (SNS developer guide, metrics). That of the
   * guard's own topic would be mailed by that topic.
   */
  private ofTopics(guard: Guard, { all }: Destinations): void {
    for (const { name, topic } of all)
      if (topic !== undefined)
        new OwnAlarm(this, `Topic-${name}`, {
          ...{ guard, alarmName: `mfa-watch-delivery-failed-${name}`, threshold: 1 },
          metric: topic.metricNumberOfNotificationsFailed({ period, statistic: Stats.SUM }),
          says: `SNS accepted a message for the destination "${name}" and could not deliver it; somebody there may not know of an alert`,
          runbook: 'A message could not be delivered',
        });
  }
}
