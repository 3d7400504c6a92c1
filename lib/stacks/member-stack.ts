import { LegacyStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Member, type MemberProps } from '../organization/member';

export interface MemberStackProps extends MemberProps {
  readonly region: string;
  /** 12 digits. @default - whichever account the credentials at deployment belong to */
  readonly account?: string | undefined;
}

/** A member account's share of one region, for those who deploy it with CDK and not by a StackSet. */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, { region, account, ...member }: MemberStackProps) {
    super(scope, id, {
      stackName: `mfa-watch-member-${region}`,
      description: `mfa-watch: forwards sign-in and MFA events of ${region} to account ${member.homeAccount}`,
      env: { region, ...(account !== undefined && { account }) },
      // The one that asks for no role of CDK's: in a region that is not bootstrapped there is none.
      synthesizer: new LegacyStackSynthesizer(),
    });
    new Member(this, 'Member', member);
  }
}
