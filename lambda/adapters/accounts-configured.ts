import type { AccountFacts, Accounts } from '../engine/ports';

/** What mfa-watch.yaml says of accounts, where nobody can be asked: a replay, and a function of one account. */
export class ConfiguredAccounts implements Accounts {
  private readonly names: ReadonlyMap<string, string>;

  /** @param names by account id. */
  constructor(names: Readonly<Record<string, string>>) {
    this.names = new Map(Object.entries(names));
  }

  describe(account: string): Promise<AccountFacts> {
    const name = this.names.get(account);
    return Promise.resolve({ ...(name !== undefined && { name }), organizationalUnits: [] });
  }
}
