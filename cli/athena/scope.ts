import { account } from '../../lambda/config/account';
import { tableName } from '../../lambda/config/athena-names';
import { mustBeRegion } from '../region';
import { UsageError } from '../usage-error';
import type { ScopeOptions } from '../scope-options';

/** @throws UsageError */
export function tableOf(option: string, name: string): string {
  if (tableName.test(name)) return name;
  throw new UsageError(
    `${option} "${name}" is no table of Athena: expected database.table, such as security.cloudtrail`,
  );
}

/** @throws UsageError */
export function accountsOf({ account: ids = [] }: ScopeOptions): readonly string[] {
  const wrong = ids.find((id) => !account.safeParse(id).success);
  if (wrong !== undefined) throw new UsageError(`--account "${wrong}" is no account: expected 12 digits`);
  return ids;
}

/** @throws UsageError */
export function regionsOf({ region: names = [] }: ScopeOptions): readonly string[] {
  names.forEach(mustBeRegion);
  return names;
}
