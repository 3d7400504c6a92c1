import { Stack, Token } from 'aws-cdk-lib';
import { EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Config } from '../../lambda/config/config';
import { detection as detectorTampered } from '../../lambda/detections/detector-tampered';
import { guardRuleName, tamperingRules } from '../../lambda/engine/health/deployed-rules';
import type { Rule as Watched } from '../../lambda/engine/catalogue/pattern';
import { tamperRules } from '../../lambda/engine/catalogue/tamper-pattern';
import { partsBegin } from '../../lambda/events/detector-parts';
import { patternOf } from '../rules/catalogue-rule';
import { type DeadLetters, untilHandled } from '../dead-letters';
import { filledIn } from '../rules/filled-in';
import type { Guard } from './guard';

/** Of a pattern (EventBridge quotas). */
const mostCharacters = 2_048;

interface TamperRulesProps {
  config: Pick<Config, 'detections'>;
  guard: Guard;
  deadLetters: DeadLetters;
  /** Ids of parts whose names begin neither with the stack's nor with `mfa-watch`. */
  partIds: readonly string[];
}

/** Rules that tell the guard of tampering without a function, beside the alert that `detector-tampered` grades. */
export class TamperRules extends Construct {
  constructor(scope: Construct, id: string, { config, guard, deadLetters, partIds }: TamperRulesProps) {
    super(scope, id);
    const { account, stackName: stack } = Stack.of(this);
    const written = config.detections[detectorTampered.id] ?? {};
    const { resources, deployRoles } = detectorTampered.settings.parse(written);
    // A name that only the deployment knows cannot be cut short as CloudFormation does it.
    const begin = Token.isUnresolved(stack) ? `${stack}-` : partsBegin(stack);
    const guarded = { account, stack, partsBegin: begin, ids: [...resources, ...partIds], deployRoles };
    const targets = [deadLetters.behind(mailing(guard))];
    for (const rule of tamperingRules().flatMap((one) => tamperRules(one, guarded))) {
      this.checkLength(rule);
      new Rule(this, rule.id, {
        ruleName: guardRuleName(rule.id),
        description: `mfa-watch: tells the guard of tampering by ${rule.id}, without a function`,
        eventPattern: patternOf(rule),
        targets,
      });
    }
  }

  /** @throws if EventBridge would refuse the pattern, which else shows only in the middle of a deployment. */
  private checkLength({ id, pattern }: Watched): void {
    const { length } = filledIn(this, JSON.stringify(pattern));
    if (length > mostCharacters)
      throw new Error(
        `the rule ${guardRuleName(id)} takes ${length} of the ${mostCharacters} characters that EventBridge takes: name ` +
          'fewer deployRoles or resources of detector-tampered, or fewer Slack workspaces, in mfa-watch.yaml, or give the ' +
          'stack a shorter name',
      );
  }
}

/** In one line: each line more would be a text of its own in quotation marks (EventBridge guide, input transformation). */
function mailing({ topic }: Guard): IRuleTarget {
  const field = (path: string) => EventField.fromPath(`$.detail.${path}`);
  const input = RuleTargetInput.fromText(
    `mfa-watch or the trail it lives on was touched: ${field('eventName')} (${field('eventSource')}) ` +
      `by ${field('userIdentity.arn')} from ${field('sourceIPAddress')} at ${field('eventTime')}, ` +
      `account ${field('recipientAccountId')}, ${field('awsRegion')}. Alerts may stop. ` +
      'If nobody changes mfa-watch on purpose right now, stop who did this, then deploy mfa-watch again. ' +
      `In docs/operations.md: Somebody touches mfa-watch itself. CloudTrail event ${field('eventID')}.`,
  );
  const { retryAttempts: maximumRetryAttempts, maxEventAge } = untilHandled;
  const retryPolicy = { maximumRetryAttempts, maximumEventAgeInSeconds: maxEventAge.toSeconds() };
  // CDK's own target would add a statement to the topic's policy for each rule; one for all is there.
  return { bind: () => ({ arn: topic.topicArn, input, retryPolicy }) };
}
