import { CfnOutput, LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { detections } from '../../lambda/detections';
import { isRegional } from '../../lambda/engine/health/deployed-rules';
import { forwarderStack } from '../../lambda/engine/health/stack-names';
import { type Rule, rulesOf } from '../../lambda/engine/catalogue/pattern';
import { defaultBus, Forwarder } from '../rules/forwarder';

export interface ForwarderStackProps {
  readonly region: string;
  /** 12 digits. @default - whichever account the credentials at deployment belong to */
  readonly account?: string | undefined;
  /** The home region of the partition; the bus is in the same account. */
  readonly home: string;
  /** @default - what all detections watch */
  readonly rules?: readonly Rule[];
}

/** One region's share: it forwards what is logged there. It has no files, so the region needs no bootstrapping. */
export class ForwarderStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { region, account, home, rules = rulesOf(detections) }: ForwarderStackProps,
  ) {
    super(scope, id, {
      stackName: forwarderStack(region),
      description: `mfa-watch: forwards sign-in and MFA events of ${region} to ${home}`,
      env: { region, ...(account !== undefined && { account }) },
      // The one that asks for no role of CDK's: in a region that is not bootstrapped there is none.
      synthesizer: new LegacyStackSynthesizer(),
    });
    const homeBus = defaultBus(this, home);
    new Forwarder(this, 'Forwarder', { rules: rules.filter(isRegional), homeBus, drills: true });
    new CfnOutput(this, 'ForwardsTo', { value: homeBus });
  }
}
