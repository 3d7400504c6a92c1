import { Aws, CfnCondition, CfnWaitConditionHandle, Fn } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { detections } from '../../lambda/detections';
import { type Rule, rulesOf } from '../../lambda/engine/catalogue/pattern';
import { defaultBus, Forwarder } from '../rules/forwarder';
import { InventoryRole } from './inventory-role';
import { onlyIf } from './only-if';

export interface MemberProps {
  /** The account that the function runs in: 12 digits. */
  readonly homeAccount: string;
  /** The home region of the partition. */
  readonly homeRegion: string;
  /** Id of the organization. */
  readonly organization: string;
  /** @default - what all detections watch */
  readonly rules?: readonly Rule[];
}

/**
 * What a member account has of mfa-watch in each region: its events are forwarded; in the home region there is also the
 * role by which the function looks up devices. The rules are the same everywhere: those of IAM match in one region only.
 */
export class Member extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { homeAccount, homeRegion, organization, rules = rulesOf(detections) }: MemberProps,
  ) {
    super(scope, id);
    const isElsewhere = Fn.conditionNot(Fn.conditionEquals(Aws.ACCOUNT_ID, homeAccount));
    // A StackSet may reach the home account too, which hears its own events already.
    const notHome = new CfnCondition(this, 'NotTheHomeAccount', { expression: isElsewhere });
    const once = new CfnCondition(this, 'OnceInAnAccount', {
      expression: Fn.conditionAnd(isElsewhere, Fn.conditionEquals(Aws.REGION, homeRegion)),
    });
    const homeBus = defaultBus(this, homeRegion, homeAccount);
    onlyIf(notHome, new Forwarder(this, 'Forwarder', { rules, homeBus }));
    onlyIf(once, new InventoryRole(this, 'Inventory', { homeAccount, organization }));
    // CloudFormation refuses a stack in which nothing is left to create.
    new CfnWaitConditionHandle(this, 'Always');
  }
}
