import type { Statement } from './policy';
import { all, no, not, truth, type Truth, unclear, yes } from './truth';

/**
 * With what a call is signed. A long-term key has no `aws:MultiFactorAuthPresent` in its context at all; a console session
 * without MFA has it, as false (IAM user guide, global condition keys).
 */
export const situations = ['long-term key', 'session with MFA', 'console without MFA'] as const;
export type Situation = (typeof situations)[number];

interface Context {
  present: boolean | undefined;
  /** Seconds; somebody who has the device can always come fresh from it. */
  age: number | undefined;
}

const contexts: Readonly<Record<Situation, Context>> = {
  'long-term key': { present: undefined, age: undefined },
  'session with MFA': { present: true, age: 0 },
  'console without MFA': { present: false, age: undefined },
};

/** Every operator and key must hold. */
export function conditionHolds(condition: Statement['condition'], situation: Situation): Truth {
  return all(
    Object.entries(condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => clauseHolds({ operator, key, values }, contexts[situation])),
    ),
  );
}

interface Clause {
  operator: string;
  key: string;
  values: readonly string[];
}

function clauseHolds(clause: Clause, { present, age }: Context): Truth {
  const operator = clause.operator.toLowerCase();
  const name = operator.replace(/ifexists$/, '');
  const isOptional = name !== operator;
  switch (clause.key.toLowerCase()) {
    case 'aws:multifactorauthpresent':
      return boolHolds(clause, present);
    // Whoever steals a key calls AWS directly: it is false then, or not there. What comes out alike needs no more.
    case 'aws:viaawsservice': {
      const [absent, direct] = [boolHolds(clause, undefined), boolHolds(clause, false)];
      return absent.holds === direct.holds ? direct : notEvaluated(clause);
    }
    case 'aws:multifactorauthage':
      if (operator === 'null') return isAbsent(clause, age);
      if (age !== undefined) return compares(clause, name, age);
      // Of an absent key only "is not" holds (IAM user guide, condition operators).
      return name in numeric ? truth(isOptional || name === 'numericnotequals') : notEvaluated(clause);
    default:
      return notEvaluated(clause);
  }
}

function boolHolds(clause: Clause, value: boolean | undefined): Truth {
  const operator = clause.operator.toLowerCase();
  if (operator === 'null') return isAbsent(clause, value);
  if (operator !== 'bool' && operator !== 'boolifexists') return notEvaluated(clause);
  return value === undefined ? truth(operator === 'boolifexists') : sameBool(clause, value);
}

const numeric: Readonly<Record<string, (context: number, written: number) => boolean>> = {
  numericequals: (context, written) => context === written,
  numericlessthan: (context, written) => context < written,
  numericlessthanequals: (context, written) => context <= written,
  numericgreaterthan: (context, written) => context > written,
  numericgreaterthanequals: (context, written) => context >= written,
  numericnotequals: (context, written) => context === written,
};

function compares(clause: Clause, name: string, age: number): Truth {
  const written = clause.values.map(Number);
  const compare = numeric[name];
  if (compare === undefined || clause.values.some((text) => text.trim() === '') || written.some(Number.isNaN))
    return notEvaluated(clause);
  const matches = truth(written.some((limit) => compare(age, limit)));
  return name === 'numericnotequals' ? not(matches) : matches;
}

function isAbsent(clause: Clause, value: unknown): Truth {
  return sameBool(clause, value === undefined);
}

function sameBool(clause: Clause, value: boolean): Truth {
  const written = clause.values.map((text) => text.toLowerCase());
  if (written.some((text) => text !== 'true' && text !== 'false')) return notEvaluated(clause);
  return written.includes(String(value)) ? yes : no;
}

function notEvaluated({ operator, key }: Clause): Truth {
  return unclear(`the condition ${operator} on ${key} is not evaluated`);
}
