import { type CfnRule, type EventPattern, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { stateOf } from '../../lambda/engine/health/deployed-rules';
import type { Rule as Watched } from '../../lambda/engine/catalogue/pattern';

interface CatalogueRuleProps {
  rule: Watched;
  targets: IRuleTarget[];
  ruleName: string;
}

/** A rule on the default bus for what the detections watch of one service. */
export class CatalogueRule extends Rule {
  constructor(scope: Construct, id: string, { rule, targets, ruleName }: CatalogueRuleProps) {
    super(scope, id, {
      ruleName,
      description: `mfa-watch: what the detections watch of ${rule.id}`,
      eventPattern: patternOf(rule),
      targets,
    });
    // The construct of CDK knows only on and off (EventBridge guide: rules for read-only management events).
    (this.node.defaultChild as CfnRule).state = stateOf(rule);
  }
}

export function patternOf({ pattern }: Pick<Watched, 'pattern'>): EventPattern {
  const { 'detail-type': detailType, ...rest } = pattern;
  return { ...rest, detailType };
}
