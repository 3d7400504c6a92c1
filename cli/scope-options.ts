import { Option, type Command } from 'commander';

/** Which part of an archive is asked for, as it was typed. */
export interface ScopeOptions {
  since?: string;
  until?: string;
  account?: readonly string[];
  region?: readonly string[];
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
    .addOption(new Option('--account <ids>', 'only these accounts (comma-separated, or repeated)').argParser(list))
    .addOption(new Option('--region <names>', 'only these regions (comma-separated, or repeated)').argParser(list));
}
