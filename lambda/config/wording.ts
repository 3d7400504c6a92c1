import type * as z from 'zod/mini';
import { en } from 'zod/v4/locales';
import { suggestion } from './suggestion';
import type { Path, Problem } from './problem';

/** For `safeParse`: gives schemas that bring no words of their own zod's English ones, and each issue its input. */
export const inWords = { error: en().localeError, reportInput: true } as const;

/** @param keysAt the keys that are known where an unknown one stands. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  keysAt: (path: Path) => readonly string[],
  prefix: Path = [],
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, keysAt(path)));
    return [{ path, text: `${expectation(issue.message)}, got ${shown(issue.input)}` }];
  });
}

export function unknownKey(parent: Path, key: string, known: readonly string[]): Problem {
  const expected = known.length === 0 ? 'nothing can be set here' : `expected one of ${known.join(', ')}`;
  return { path: [...parent, key], text: `unknown key${suggestion(key, known)}: ${expected}` };
}

/** `slack[0].channelId` */
export function pathInWords(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`),
    '',
  );
}

const inYaml: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  record: 'keys with values',
  object: 'keys with values',
  array: 'a list',
  string: 'a text',
  number: 'a number',
};

/** zod says "Too small: expected number to be >=2" and "Invalid input: expected number, received string". */
function expectation(message: string): string {
  return message
    .replace(/^[^:]*: (?=expected)/, '')
    .replace(/, received [^,]*$/, '')
    .replace(/^expected (\w+)$/, (all, type: string) =>
      inYaml[type] === undefined ? all : `expected ${inYaml[type]}`,
    );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
