import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../../lambda/config/config';
import { Detector } from '../detector';
import { leftToDo, silence } from './left-to-do';
import { tellWhereThingsAre } from './outputs';
import { neededAsWell, notCovered, type Reach } from '../organization/reach';

interface HomeStackProps {
  config: Config;
  reach: Reach;
  /** 12 digits; undefined: whichever account the credentials at deployment belong to. */
  account: string | undefined;
}

/** Everything that runs where IAM's events are: the partition's home region, whatever region the shell is set to. */
export class HomeStack extends Stack {
  readonly detector: Detector;

  constructor(scope: Construct, id: string, { config, reach, account }: HomeStackProps) {
    super(scope, id, {
      description: 'mfa-watch: tells when somebody tampers with MFA in this account',
      env: { region: reach.home, ...(account !== undefined && { account }) },
    });
    // Its name leaves no trace in logical ids, so that the table is the same whether or not there is a layer between.
    this.detector = new Detector(this, 'Default', config, reach.forwarded);
    tellWhereThingsAre(this, this.detector);
    this.tell('NotCovered', notCovered(reach));
    const others = neededAsWell(reach);
    if (others !== undefined) this.tell('NeededAsWell', others);
    for (const [output, text] of Object.entries(leftToDo(config, account, reach))) this.tell(output, text);
    const silent = silence(config);
    for (const [warning, text] of Object.entries(silent))
      Annotations.of(this).addWarningV2(`mfa-watch:${warning}`, text);
    if (silent['no-destination'] !== undefined) this.tell('Warning', silent['no-destination']);
  }

  private tell(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
