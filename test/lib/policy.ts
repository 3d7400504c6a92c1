import { at } from './synthesised';

export interface Request {
  /** ARN of a role or user, or the name of a service. */
  principal: string;
  action: string;
  resource: string;
  /** Condition keys that the request carries. */
  context: Record<string, string>;
}

interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action?: string | string[];
  NotAction?: string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/**
 * Whether the statements let the request through, as IAM evaluates them: one Allow, no Deny. Knows what these templates
 * use and throws at anything else.
 *
 * @param resolve gives the text that an intrinsic function stands for.
 */
export function allows(statements: readonly unknown[], request: Request, resolve = textOf): boolean {
  const fitting = (statements as Statement[]).filter((statement) => fits(statement, request, resolve));
  return fitting.some(({ Effect }) => Effect === 'Allow') && !fitting.some(({ Effect }) => Effect === 'Deny');
}

function fits(
  statement: Statement,
  { principal, action, resource, context }: Request,
  resolve: typeof textOf,
): boolean {
  const { Principal, Action = '*', NotAction = [], Resource, Condition = {} } = statement;
  return (
    (Principal === undefined || isPrincipal(Principal, principal, resolve)) &&
    [Action].flat().some((pattern) => like(pattern, action)) &&
    !NotAction.some((pattern) => like(pattern, action)) &&
    (Resource === undefined || [Resource].flat().some((pattern) => like(resolve(pattern), resource))) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        holds(
          operator,
          context[key],
          [values].flat().map((value) => resolve(value)),
        ),
      ),
    )
  );
}

function isPrincipal(allowed: unknown, principal: string, resolve: typeof textOf): boolean {
  if (allowed === '*' || at(allowed, 'AWS') === '*') return true;
  const account = /^arn:[^:]+:iam::(\d{12}):/.exec(principal)?.[1];
  const aws = at(allowed, 'AWS');
  const named = aws === undefined ? undefined : resolve(aws);
  return at(allowed, 'Service') === principal || named === principal || (named?.endsWith(`::${account}:root`) ?? false);
}

/** One of the values must fit, and of what is negated none. */
function holds(operator: string, actual: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return values.some((wanted) => actual === wanted);
    case 'ArnEquals':
    case 'ArnLike':
      return actual !== undefined && values.some((wanted) => like(wanted, actual));
    case 'ArnNotLike':
      return !holds('ArnLike', actual, values);
    case 'Null':
      return values.some((wanted) => (actual === undefined) === (wanted === 'true'));
    default:
      throw new Error(`not known here: ${operator}`);
  }
}

function like(pattern: string, text: string): boolean {
  const expression = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`).test(text);
}

/** Joins what is joined, and gives references the name that they go by. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = at(value, 'Fn::Join', 1) as unknown[] | undefined;
  if (parts !== undefined) return parts.map(textOf).join('');
  const known: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': '222233334444',
    'AWS::Region': 'us-east-1',
  };
  const reference = String(at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0));
  return known[reference] ?? reference;
}
