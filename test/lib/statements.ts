import { at, idOf } from './synthesised';

/** A statement of a policy, or a function's permission, in words. */
export interface Listed {
  /** What it stands on: a resource's logical id without CDK's hash. */
  on: string;
  effect: 'Allow' | 'Deny';
  /** Who may or may not; of a role's policy, the role itself. */
  who: string;
  actions: string[];
  resources: string[];
  /** Such as `Bool aws:SecureTransport = false`. */
  conditions: string[];
}

type Resources = Readonly<Record<string, { Type: string; Properties?: unknown }>>;

/** All of a template, wherever they stand in a resource, so that a kind of policy that is new here is listed too. */
export function statementsOf(resources: Resources): Listed[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Permission' ? [permission(id, Properties)] : found(Properties).map((one) => listed(id, one)),
  );

  function listed(id: string, { statement, holders }: Found): Listed {
    const { Principal, Resource } = statement;
    const isTrust = Resource === undefined;
    return {
      on: shortened(id),
      effect: statement.Effect,
      who: (Principal === undefined ? holders.map(text) : principals(Principal)).join(', ') || 'whom it limits',
      actions: [statement.Action].flat().map(text),
      resources: isTrust ? [`<${shortened(id)}>`] : [Resource].flat().map(text),
      conditions: conditionsOf(statement.Condition),
    };
  }
}

interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: unknown;
  Resource?: unknown;
  Condition?: unknown;
}
interface Found {
  statement: Statement;
  /** Roles that have the policy. */
  holders: readonly unknown[];
}

function found(value: unknown, holders: readonly unknown[] = []): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  if (at(value, 'Effect') !== undefined) return [{ statement: value as Statement, holders }];
  const roles = (at(value, 'Roles') as unknown[] | undefined) ?? holders;
  return Object.values(value).flatMap((inner) => found(inner, roles));
}

function permission(id: string, properties: unknown): Listed {
  const source = at(properties, 'SourceArn');
  return {
    on: shortened(id),
    effect: 'Allow',
    who: text(at(properties, 'Principal')),
    actions: [text(at(properties, 'Action'))],
    resources: [text(at(properties, 'FunctionName'))],
    conditions: source === undefined ? [] : [`ArnLike aws:SourceArn = ${text(source)}`],
  };
}

function principals(principal: unknown): string[] {
  if (typeof principal === 'string') return [principal];
  return Object.values(principal as object)
    .flat()
    .map(text);
}

function conditionsOf(condition: unknown): string[] {
  return Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key} = ${[values].flat().map(text).join(' or ')}`),
  );
}

/** What an intrinsic function stands for, as in `arn:<Partition>:iam::<AccountId>:user/*`. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const id = idOf(value);
  if (typeof id === 'string') return `<${shortened(id.replace('AWS::', ''))}>`;
  const parts = at(value, 'Fn::Join', 1);
  if (Array.isArray(parts)) return parts.map(text).join('');
  const pattern = at(value, 'Fn::Sub');
  if (typeof pattern === 'string') return pattern;
  throw new Error(`not known here: ${JSON.stringify(value)}; teach it to test/lib/statements.ts`);
}

function shortened(id: string): string {
  return id.replace(/AllowEventRule.*$/, '').replace(/[0-9A-F]{8}$/, '');
}
