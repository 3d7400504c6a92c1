import { type CfnCondition, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Leaves out all that the construct is made of where the condition does not hold. */
export function onlyIf(condition: CfnCondition, construct: IConstruct): void {
  for (const resource of construct.node.findAll().filter((node) => CfnResource.isCfnResource(node)))
    resource.cfnOptions.condition = condition;
}
