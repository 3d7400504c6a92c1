import { SecretValue } from 'aws-cdk-lib';
import {
  ApiDestination,
  Authorization,
  Connection,
  EventBus,
  HttpParameter,
  Rule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { BusEvent } from '../../lambda/alerts/bus-event';
import type { Https } from '../../lambda/config/destinations';
import { arriving, undelivered } from '../../lambda/events/envelope';
import { DeadLetters, untilHandled } from '../dead-letters';
import { deadLetterAlarms } from '../alarms/dead-letter-alarms';
import { pagerDuty, type Rendering } from './pager-duty';

const busName = 'mfa-watch-alerts';
const source: BusEvent['Source'] = 'mfa-watch';

/**
 * A bus from which alerts go to tools by HTTPS: EventBridge tries for a day and keeps the credentials. A subscription of a
 * topic can give no header, and whoever is subscribed has to confirm it.
 */
export class AlertBus extends Construct {
  readonly arn: string;
  /** One for each tool. Not the queue of events: what lies here was judged before, and must not be judged again. */
  readonly undelivered: DeadLetters[] = [];
  /** Names. */
  readonly alarms: string[] = [];
  private readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: busName,
      description: 'mfa-watch: alerts on their way to tools by HTTPS',
    });
    this.arn = this.bus.eventBusArn;
  }

  /** @param destination the name under which the function puts events on the bus. */
  forward(destination: string, { url, header, secret, secretVersion, format }: Https): void {
    const scope = new Construct(this, destination);
    const name = `mfa-watch-${destination}`;
    const value = SecretValue.secretsManager(secret, secretVersion === undefined ? {} : { versionId: secretVersion });
    const deadLetters = this.deadLetters(scope, destination);
    const isPagerDuty = format === 'pagerduty';
    const connection = new Connection(scope, 'Connection', {
      connectionName: name,
      description: `mfa-watch: credentials of ${destination}`,
      authorization: Authorization.apiKey(isPagerDuty ? 'X-Routing-Key' : (header ?? 'Authorization'), value),
      ...(isPagerDuty && { bodyParameters: { routing_key: HttpParameter.fromSecret(value) } }),
    });
    const api = new ApiDestination(scope, 'Api', { apiDestinationName: name, connection, endpoint: url });
    for (const { id, detail, event, ...rest } of isPagerDuty ? pagerDuty : asItIs)
      new Rule(scope, id, {
        description: `mfa-watch: alerts for ${destination}`,
        eventBus: this.bus,
        eventPattern: { source: [source], ...rest, detail: { destination: [destination], ...detail } },
        targets: [deadLetters.behind(new ApiTarget(api, { ...untilHandled, event }))],
      });
  }

  private deadLetters(scope: Construct, destination: string): DeadLetters {
    const name = `${undelivered}${destination}`;
    const queue = new DeadLetters(scope, 'Undelivered', { queueName: name });
    queue.takeFrom(`${busName}/*`);
    this.undelivered.push(queue);
    deadLetterAlarms(scope, 'Alarm', {
      ...{ guard: undefined, alarmName: name, deadLetters: queue },
      says: `Alerts that the tool of ${destination} did not take lie in ${queue.queueUrl}; the tool does not know of them`,
      runbook: 'Alerts for a tool are not delivered',
    });
    this.alarms.push(name, name + arriving);
    return queue;
  }
}

/** As docs/alert.md has it. */
const asItIs: readonly Rendering[] = [{ id: 'All', detail: {}, event: RuleTargetInput.fromEventPath('$.detail') }];
