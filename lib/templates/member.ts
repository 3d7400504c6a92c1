import type { Construct } from 'constructs';
import { organizationPattern } from '../../lambda/config/account';
import type { Partition } from '../../lambda/events/partition';
import type { Rule } from '../../lambda/engine/catalogue/pattern';
import { Member } from '../organization/member';
import { homeRegionParameter, TemplateStack } from './stack';

interface MemberTemplateProps {
  partition: Partition;
  rules: readonly Rule[];
}

/** For service-managed StackSets: the same for every account and region of the organization. */
export class MemberTemplate extends TemplateStack {
  constructor(scope: Construct, id: string, { partition, rules }: MemberTemplateProps) {
    super(scope, id, { description: 'mfa-watch: forwards sign-in and MFA events of this account to the home account' });
    const home = homeRegionParameter(partition);
    const { HomeAccount, HomeRegion, OrganizationId } = this.parameters({
      HomeAccount: {
        group: home.group,
        label: 'Home account',
        description: 'The account of the home stack: 12 digits.',
        allowedPattern: '[0-9]{12}',
        constraintDescription: 'expected 12 digits, such as 111122223333',
      },
      HomeRegion: home,
      OrganizationId: {
        group: 'Whom this account trusts',
        label: 'Organization',
        description:
          'Only the function of the home account, and only within this organization, may look up devices here.',
        allowedPattern: organizationPattern,
        constraintDescription: 'expected the id of your organization, such as o-a1b2c3d4e5',
      },
    });
    new Member(this, 'Member', {
      homeAccount: HomeAccount.valueAsString,
      homeRegion: HomeRegion.valueAsString,
      organization: OrganizationId.valueAsString,
      rules,
    });
  }
}
