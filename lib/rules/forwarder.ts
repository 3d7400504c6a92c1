import { Aws, Stack } from 'aws-cdk-lib';
import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { forwarderPrefix, isForwarded } from '../../lambda/engine/health/deployed-rules';
import type { Rule as Watched } from '../../lambda/engine/catalogue/pattern';
import {
  alarmDetailType,
  alarmSource,
  drillDetailType,
  drillSource,
  forwarderQueue,
} from '../../lambda/events/envelope';
import { CatalogueRule } from './catalogue-rule';
import { DeadLetters } from '../dead-letters';
import { deadLetterAlarms } from '../alarms/dead-letter-alarms';

interface ForwarderProps {
  rules: readonly Watched[];
  /** ARN of the bus on which the function listens. */
  homeBus: string;
  /** Whether drills are forwarded, too, which shows that this way is open. The function takes those of its own account. */
  drills?: boolean;
}

/**
 * Hands the events of one region over to the home bus; needs no function and no files. What cannot be handed over within
 * 24 hours (EventBridge's limit) lies in a dead-letter queue for 14 days, and an alarm says so.
 */
export class Forwarder extends Construct {
  constructor(scope: Construct, id: string, { rules, homeBus, drills = false }: ForwarderProps) {
    super(scope, id);
    const deadLetters = this.deadLetters();
    const alarms = deadLetterAlarms(this, 'Alarm', {
      ...{ guard: undefined, alarmName: forwarderQueue, deadLetters },
      says: `Events that could not be handed over to the home bus lie in ${deadLetters.queueUrl}; nobody is told of what is in them`,
      runbook: 'Events of a region do not arrive',
    });
    const target = this.bus(homeBus, deadLetters);
    for (const rule of rules.filter(isForwarded))
      new CatalogueRule(this, rule.id, { rule, targets: [target], ruleName: `${forwarderPrefix}-${rule.id}` });
    if (drills)
      new Rule(this, 'Drill', {
        ruleName: `${forwarderPrefix}-Drill`,
        description: 'mfa-watch: drills, which take the same way as real events',
        eventPattern: { account: [Aws.ACCOUNT_ID], source: [drillSource], detailType: [drillDetailType] },
        targets: [target],
      });
    new Rule(this, 'AlarmRule', {
      ruleName: `${forwarderPrefix}-alarm`,
      description: 'mfa-watch: tells the home bus of the alarms of this region',
      eventPattern: {
        source: [alarmSource],
        detailType: [alarmDetailType],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      },
      targets: [target],
    });
  }

  private deadLetters(): DeadLetters {
    const queue = new DeadLetters(this, 'DeadLetters', { queueName: forwarderQueue });
    queue.takeFrom(`${forwarderPrefix}-*`);
    return queue;
  }

  private bus(homeBus: string, deadLetters: DeadLetters): IRuleTarget {
    const role = new Role(this, 'Role', {
      roleName: `${forwarderPrefix}-${Aws.REGION}`,
      description: 'mfa-watch: hands events over to the home bus, and may do nothing else',
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [homeBus] }));
    return deadLetters.behind({ bind: () => ({ arn: homeBus, role }) });
  }
}

/** @param account 12 digits; absent: the stack's own. */
export function defaultBus(scope: Construct, region: string, account?: string): string {
  return Stack.of(scope).formatArn({
    service: 'events',
    region,
    ...(account !== undefined && { account }),
    resource: 'event-bus',
    resourceName: 'default',
  });
}
