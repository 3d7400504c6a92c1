import { globClasses } from './glob-classes';
import { memo, Rerun } from './memo';
import { asksForMfa, type Policy, type Statement } from './policy';
import { layersOf, type StatementIn, statementsOf, statementsOn } from './policy-decision';
import { globMatches, isOn, type Request, resolved } from './policy-match';
import type { User } from './snapshot';

/** Rights over devices are means, not an end: of oneself they do not count as gained. */
const deviceActions = /^iam:.*mfadevice/;

/**
 * Calls that stand for all others of which a statement asks for MFA, as only such a statement can make the difference.
 * Undefined: there are more than can be looked at.
 */
export function* requestsBehindMfa(user: User): Generator<Request | undefined, void> {
  const policies = policiesOf(user);
  const statements = statementsOf(policies).flatMap(({ statement }) =>
    statement.effect === 'unread' ? [] : [statement],
  );
  const asking = statements.filter(asksForMfa);
  if (asking.length === 0) return;
  const patternsOf = (some: readonly Statement[]) => unique(some.flatMap(({ actions }) => actions.patterns));
  const one = asking.some(({ actions }) => actions.negated) ? [anyAction] : patternsOf(asking);
  for (const action of classesOf([anyAction, ...patternsOf(statements)], one)) {
    if (action === undefined) yield undefined;
    else if (globMatches(anyAction, action) && asking.some((statement) => isOn(statement, action)))
      yield* resourcesOf(user, action, statementsOn(action, policies));
  }
}

const anyAction = '?*:?*';
const knownClasses = memo<Iterable<string | undefined>>(1_000);

function classesOf(patterns: readonly string[], one: readonly string[]): Iterable<string | undefined> {
  return knownClasses(JSON.stringify([patterns, one]), () => new Rerun(globClasses(patterns, { one })));
}

function* resourcesOf(user: User, action: string, on: readonly StatementIn[]): Generator<Request | undefined, void> {
  if (deviceActions.test(action)) yield { action, resource: someoneElse(user) };
  else
    for (const resource of classesOf(resourcePatterns(user, on), ['?*']))
      yield resource === undefined ? undefined : { action, resource };
}

function someoneElse({ arn, name }: User): string {
  return `${arn.slice(0, arn.indexOf(':user/'))}:user/not-${name}`;
}

export function policiesOf({ layers }: User): Policy[] {
  return layersOf(layers).flat();
}

export function resourcePatterns(user: User, statements: readonly StatementIn[]): string[] {
  return unique(
    statements.flatMap(({ policy, statement }) =>
      statement.effect === 'unread'
        ? []
        : statement.resources.patterns.map((one) => resolved(one, user.name, policy.text.hasVariables).pattern),
    ),
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
