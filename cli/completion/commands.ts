import type { Argument, Command, Option } from 'commander';

/** What may stand in a place: one of these words, the name of a file, or whatever somebody types. */
export type Values = readonly string[] | 'files' | 'text';

export interface CompletedOption {
  /** Such as `--format`. */
  name: string;
  description: string;
  /** Absent: it takes no value. */
  values?: Values;
}

export interface CompletedCommand {
  /** Such as `subscriptions confirm`; empty: the program itself. */
  path: string;
  commands: { name: string; description: string }[];
  options: CompletedOption[];
  /** What its arguments may be; absent: it takes none. */
  values?: Values;
}

/** The commands as the program itself defines them, so that no list of them can be out of date. */
export function completedCommands(
  command: Command,
  words: Readonly<Record<string, readonly string[]>>,
  path = '',
  inherited: readonly CompletedOption[] = [],
): CompletedCommand[] {
  const [argument] = command.registeredArguments;
  const inner = (name: string): string => `${path} ${name}`.trim();
  const own: CompletedCommand = {
    path,
    commands: command.commands.map((one) => ({ name: one.name(), description: firstSentence(one.description()) })),
    options: [...inherited, ...command.createHelp().visibleOptions(command).map(optionOf)],
    ...(argument && { values: valuesOf(argument, argument.name(), words) }),
  };
  // Those of the program itself go before all commands.
  const handedDown = path === '' ? [] : own.options.filter(({ name }) => name !== '--help');
  return [own, ...command.commands.flatMap((one) => completedCommands(one, words, inner(one.name()), handedDown))];
}

function optionOf(option: Option): CompletedOption {
  const [, placeholder] = /<([^<>]*)>/.exec(option.flags) ?? [];
  return {
    name: option.long ?? option.flags,
    description: firstSentence(option.description),
    ...(placeholder !== undefined && { values: valuesOf(option, placeholder, {}) }),
  };
}

function valuesOf(
  { argChoices }: Pick<Argument | Option, 'argChoices'>,
  placeholder: string,
  words: Readonly<Record<string, readonly string[]>>,
): Values {
  return argChoices ?? words[placeholder] ?? (/file|folder|path/.test(placeholder) ? 'files' : 'text');
}

/** Room is short there, and a line break would end the entry. */
function firstSentence(text: string): string {
  return (text.split(/[.;:]\s/)[0] ?? '').replace(/\.$/, '').replace(/\s+/g, ' ');
}
