import type { Named, PolicyText, Statement } from './policy';
import { conditionHolds, type Situation } from './policy-condition';
import { all, any, not, truth, type Truth, unclear } from './truth';

/** A call, in terms of IAM. */
export interface Request {
  /** Such as `iam:EnableMFADevice`; case does not matter. */
  action: string;
  /** ARN; case matters. */
  resource: string;
}

export interface Caller {
  userName: string;
  situation: Situation;
}

/** @param action in any case. */
export function isOn({ actions }: Statement, action: string): boolean {
  const lower = action.toLowerCase();
  return actions.patterns.some((pattern) => globMatches(pattern, lower)) !== actions.negated;
}

/** Whether a statement that is on the action of this call is about the call. */
export function applies(
  statement: Statement,
  { resource }: Request,
  { userName, situation }: Caller,
  { hasVariables }: Pick<PolicyText, 'hasVariables'>,
): Truth {
  const resourcePatterns = statement.resources.patterns.map((pattern) => resolved(pattern, userName, hasVariables));
  return all([
    names({ ...statement.resources, patterns: resourcePatterns.map(({ pattern }) => pattern) }, (pattern, index) =>
      resourceMatches(pattern, resource, resourcePatterns[index]?.unknown),
    ),
    conditionHolds(statement.condition, situation),
  ]);
}

function names({ negated, patterns }: Named, matches: (pattern: string, index: number) => Truth): Truth {
  const named = any(patterns.map(matches));
  return negated ? not(named) : named;
}

function resourceMatches(pattern: string, resource: string, unknown: string | undefined): Truth {
  if (!globMatches(pattern, resource)) return truth(false);
  return unknown === undefined ? truth(true) : unclear(`the policy variable ${unknown} is not evaluated`);
}

/** A pattern with the user's name in it. */
export interface Resolved {
  pattern: string;
  /** A variable whose value nobody knows here; the pattern has a `*` in its place. */
  unknown?: string;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves; in a glob of ours they are `\*`, `\?` and `$`, and `\` is `\\`. */
export function resolved(written: string, userName: string, hasVariables: boolean): Resolved {
  const pattern = written.replaceAll('\\', '\\\\');
  if (!hasVariables || !pattern.includes('${')) return { pattern };
  let unknown: string | undefined;
  const text = pattern.replace(/\$\{([^{}]*)\}/g, (variable, name: string) => {
    if (/^aws:username\s*(,|$)/i.test(name.trim())) return userName;
    if (name === '*' || name === '?') return `\\${name}`;
    if (name === '$') return name;
    unknown = variable;
    return '*';
  });
  return { pattern: text, ...(unknown !== undefined && { unknown }) };
}

/** One piece of a glob: a character, `any` for `?`, `many` for `*`. */
export type Piece = { character: string } | 'any' | 'many';

export function piecesOf(pattern: string): Piece[] {
  return Array.from(pattern.matchAll(/\\[*?\\]|[^]/gu), ([text]) => {
    if (text === '*') return 'many';
    return text === '?' ? 'any' : { character: text.length === 2 && text.startsWith('\\') ? text.slice(1) : text };
  });
}

/** In linear space and quadratic time at worst: a policy is text that others wrote, and a regular expression may explode. */
export function globMatches(pattern: string, text: string): boolean {
  const head = /^[^*?\\]*/.exec(pattern)?.[0] ?? '';
  // Most patterns are settled by how they begin.
  if (!text.startsWith(head)) return false;
  if (head === pattern) return text === pattern;
  const pieces = piecesOf(pattern);
  const characters = Array.from(text);
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (from < characters.length) {
    const piece = pieces[at];
    if (piece === 'many') [star, retry, at] = [at, from, at + 1];
    else if (piece === 'any' || (piece !== undefined && piece.character === characters[from]))
      [at, from] = [at + 1, from + 1];
    else if (star !== -1) [at, retry, from] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  return pieces.slice(at).every((piece) => piece === 'many');
}
