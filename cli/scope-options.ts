import { InvalidArgumentError, Option, type Command } from 'commander';

/** Which part of an archive is asked for, as it was typed. */
export interface ScopeOptions {
  since?: string;
  until?: string;
  account?: readonly string[];
  region?: readonly string[];
}

/** @throws InvalidArgumentError where nothing is named: all would be taken, as if nobody had asked. */
const list = (text: string, before: readonly string[] = []): string[] => {
  const named = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (named.length === 0)
    throw new InvalidArgumentError('It is empty: expected at least one, or leave the option out.');
  return [...before, ...named];
};

/** As it was typed, such as `--account 111122223333 --since 30d`; empty where everything is asked for. */
export function typed({ account, region, since, until }: ScopeOptions): string {
  return Object.entries({ account: account?.join(), region: region?.join(), since, until })
    .flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${value}`]))
    .join(' ');
}

export function addScopeOptions(command: Command): Command {
  return command
    .addOption(new Option('--account <ids>', 'only these accounts (comma-separated, or repeated)').argParser(list))
    .addOption(new Option('--region <names>', 'only these regions (comma-separated, or repeated)').argParser(list));
}
