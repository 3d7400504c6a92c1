import { Aws, CfnRule, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Partition } from '../../lambda/events/partition';
import type { Rule } from '../../lambda/engine/catalogue/pattern';
import { defaultBus, Forwarder } from '../rules/forwarder';
import { isRegional } from '../../lambda/engine/health/deployed-rules';
import { homeRegionParameter, TemplateStack } from './stack';

interface ForwarderTemplateProps {
  partition: Partition;
  rules: readonly Rule[];
}

/** A region's share of the home account: the template of the ForwarderStack. */
export class ForwarderTemplate extends TemplateStack {
  constructor(scope: Construct, id: string, { partition, rules }: ForwarderTemplateProps) {
    super(scope, id, { description: 'mfa-watch: forwards sign-in and MFA events of this region to the home region' });
    const { HomeRegion } = this.parameters({ HomeRegion: homeRegionParameter(partition) });
    const home = HomeRegion.valueAsString;
    new CfnRule(this, 'NotAtHome', {
      assertions: [
        {
          assert: Fn.conditionNot(Fn.conditionEquals(Aws.REGION, home)),
          assertDescription: 'Deploy this stack to the other regions: in the home region there is nothing to forward.',
        },
      ],
    });
    new Forwarder(this, 'Forwarder', {
      rules: rules.filter(isRegional),
      homeBus: defaultBus(this, home),
      drills: true,
    });
  }
}
