import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { AccountFacts, Accounts, Clock, Journal } from '../engine/ports';
import { inTime } from './aws-clients';
import { nameOf } from './reason';
import { Remembered } from './remembered';
import { minute } from '../time';

/**
 * Asks AWS Organizations, which answers the management account and delegated administrators only. Names of mfa-watch.yaml
 * go first. An account seldom moves or changes its name, and a warm function sees many events of one.
 */
export class OrganizationsAccounts implements Accounts {
  private readonly facts: Remembered<AccountFacts>;

  constructor(
    /** Makes it when it is first needed: it takes time to load. */
    private readonly organizations: () => Promise<OrganizationsClient>,
    private readonly configured: Accounts,
    private readonly journal: Pick<Journal, 'unknownAccount'>,
    clock: Clock,
  ) {
    this.facts = new Remembered(clock);
  }

  async describe(account: string): Promise<AccountFacts> {
    const known = this.facts.get(account);
    if (known !== undefined) return known;
    const { name } = await this.configured.describe(account);
    const asked = await Promise.allSettled([
      inTime(name === undefined ? this.nameOf(account) : Promise.resolve(name)),
      inTime(this.unitsAbove(account)),
    ]);
    const [named, units] = asked;
    const failed = asked.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    const facts = {
      name: named.status === 'fulfilled' ? named.value : undefined,
      organizationalUnits: units.status === 'fulfilled' ? units.value : [],
      ...(failed && {
        why: `AWS Organizations could not be asked about account ${account} (${nameOf(failed.reason)})`,
      }),
    };
    this.facts.set(account, facts, (facts.why === undefined ? 15 : 5) * minute);
    if (facts.why !== undefined) this.journal.unknownAccount(facts.why);
    return facts;
  }

  private async nameOf(AccountId: string): Promise<string | undefined> {
    const { DescribeAccountCommand } = await import('./late/organizations');
    const client = await this.organizations();
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId }));
    return Account?.Name;
  }

  /** An account and a unit have exactly one parent each; the last is the root. */
  private async unitsAbove(ChildId: string): Promise<string[]> {
    const { ListParentsCommand } = await import('./late/organizations');
    const client = await this.organizations();
    const { Parents } = await client.send(new ListParentsCommand({ ChildId }));
    const [parent] = Parents ?? [];
    if (parent?.Id === undefined || parent.Type !== 'ORGANIZATIONAL_UNIT') return [];
    return [parent.Id, ...(await this.unitsAbove(parent.Id))];
  }
}
