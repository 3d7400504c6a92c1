import { Option, type Command } from 'commander';
import { tableName } from '../../lambda/config/athena-names';
import { account } from '../../lambda/config/account';
import { regionName } from '../../lambda/events/envelope';
import { UsageError } from '../usage-error';

/** Which part of an archive is asked for, as it was typed. */
export interface ScopeOptions {
  since?: string;
  until?: string;
  account?: readonly string[];
  region?: readonly string[];
}

export interface AthenaOptions extends ScopeOptions {
  athena?: string;
  workgroup?: string;
  outputLocation?: string;
  yes?: boolean;
}

const list = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
];

export function addScopeOptions(command: Command): Command {
  return command
    .addOption(new Option('--account <ids>', 'only these accounts (comma-separated)').argParser(list))
    .addOption(new Option('--region <names>', 'only these regions (comma-separated)').argParser(list));
}

export function addAthenaOptions(command: Command): Command {
  return addScopeOptions(
    command
      .option('--athena <db.table>', 'read a table of CloudTrail in Athena instead of files')
      .option('--workgroup <name>', 'workgroup that the query runs in (default: primary)')
      .option('--output-location <s3-url>', 'where Athena puts the result, unless the workgroup says it')
      .option('--yes', 'run the query without asking'),
  );
}

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
  const wrong = names.find((name) => !regionName.safeParse(name).success);
  if (wrong !== undefined)
    throw new UsageError(`--region "${wrong}" is no region: expected one such as us-east-1, or several with commas`);
  return names;
}
