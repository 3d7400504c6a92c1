import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../lambda/config/config';
import { Detector } from './detector';
import { tellWhereThingsAre } from './outputs';
import { neededAsWell, notCovered, type Reach } from './reach';

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
    this.detector = new Detector(this, 'Default', config);
    tellWhereThingsAre(this, this.detector);
    this.tell('NotCovered', notCovered(reach));
    const others = neededAsWell(reach);
    if (others !== undefined) this.tell('NeededAsWell', others);
    this.tellWhatIsLeftToDo(config);
  }

  private tellWhatIsLeftToDo({ email, slack, overrides, organization }: Config): void {
    const mailed = [...new Set([...email, ...overrides.flatMap((override) => override.email ?? [])])];
    const channels = [...slack, ...overrides.flatMap((override) => override.slack ?? [])];
    if (mailed.length > 0)
      this.tell('ConfirmByMail', `Unless done before, open the link in AWS's mail to: ${mailed.join(', ')}`);
    if (channels.length > 0) {
      const places = [...new Set(channels.map(({ workspaceId, channelId }) => `${workspaceId}/${channelId}`))];
      this.tell(
        'AuthorizeSlack',
        `Unless done before, authorize the workspace in the console of Amazon Q Developer in chat applications ` +
          `and invite @Amazon Q to the channel: ${places.join(', ')}`,
      );
    }
    if (organization !== undefined)
      this.tell(
        'DeployMembers',
        `Deploy the member template to the accounts of ${organization.id} by a StackSet, and to the management ` +
          `account by itself: a service-managed StackSet never reaches it. See docs/reach.md`,
      );
    for (const { name, email: mail, slack: channels } of overrides)
      if ((mail ?? email).length + (channels ?? slack).length === 0)
        Annotations.of(this).addWarningV2(
          `mfa-watch:no-destination-${name}`,
          `overrides: ${name}: nobody is told of alerts of these accounts. Name an email or a Slack channel there, or leave ` +
            'the empty list out to keep the ones above',
        );
    if (email.length === 0 && slack.length === 0) {
      const warning = 'Nobody is told of any alert. Name an e-mail address or a Slack channel in mfa-watch.yaml';
      Annotations.of(this).addWarningV2('mfa-watch:no-destination', `${warning}, or add -c email=you@example.com`);
      this.tell('Warning', warning);
    }
  }

  private tell(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
