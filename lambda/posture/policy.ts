import * as z from 'zod/mini';

/** What a statement names: all that match a pattern, or (`NotAction`, `NotResource`) all that match none. */
export interface Named {
  negated: boolean;
  patterns: readonly string[];
}

export interface Statement {
  effect: 'Allow' | 'Deny';
  sid?: string;
  /** Lower case: IAM compares actions without case. */
  actions: Named;
  resources: Named;
  /** Operator → condition key → values, as written. */
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Only in trust policies: principal type → who; `unread` for NotPrincipal. */
  principals: Readonly<Record<string, readonly string[]>> | 'unread' | undefined;
}

/** A statement that cannot be read may allow or deny anything. */
export interface Unread {
  effect: 'unread';
  why: string;
}

export interface PolicyText {
  statements: readonly (Statement | Unread)[];
  /** Whether `${…}` is replaced: only in the language of 2012-10-17; before, and without a Version, it is plain text. */
  hasVariables: boolean;
}

/** A policy, and why it applies to somebody. */
export interface Policy {
  /** ARN of a managed policy; `user/alice/name` (or group) of an inline one. */
  id: string;
  /** Such as `user alice` or `group Developers`. */
  holder: string;
  text: PolicyText;
  /** The document as JSON gives it, to show what to change; absent where it cannot be read. */
  document?: unknown;
}

const value = z.pipe(z.union([z.string(), z.boolean(), z.number()]), z.transform(String));
const oneOrMany = <T extends z.ZodMiniType>(item: T) =>
  z.union([
    z.array(item),
    z.pipe(
      item,
      z.transform((only): z.output<T>[] => [only]),
    ),
  ]);
const texts = oneOrMany(z.string());
const principals = z.union([
  z.pipe(
    z.literal('*'),
    z.transform((): Record<string, string[]> => ({ AWS: ['*'] })),
  ),
  z.record(z.string(), texts),
]);

const statementSchema = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.optional(texts),
  NotAction: z.optional(texts),
  Resource: z.optional(texts),
  NotResource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), oneOrMany(value)))),
  Principal: z.optional(principals),
  NotPrincipal: z.optional(z.unknown()),
});

const documentSchema = z.object({
  Version: z.optional(z.string()),
  Statement: oneOrMany(z.unknown()),
});

/** @param document as parsed JSON, or as IAM's API sends it: URL-encoded text. Never throws. */
export function parsePolicy(document: unknown): { text: PolicyText; document?: unknown } {
  const plain = typeof document === 'string' ? decoded(document) : document;
  const parsed = documentSchema.safeParse(plain);
  if (!parsed.success) return { text: unreadText('is not a policy document') };
  const { Version, Statement: listed } = parsed.data;
  const statements = listed.map((raw, index) => statementOf(raw, index));
  return { text: { statements, hasVariables: Version === '2012-10-17' }, document: plain };
}

export function unreadText(why: string): PolicyText {
  return { statements: [{ effect: 'unread', why }], hasVariables: false };
}

function decoded(document: string): unknown {
  try {
    return JSON.parse(document.trimStart().startsWith('{') ? document : decodeURIComponent(document));
  } catch {
    // Nothing that is not JSON is a policy document; the caller says so.
    return undefined;
  }
}

function statementOf(raw: unknown, index: number): Statement | Unread {
  const parsed = statementSchema.safeParse(raw);
  if (!parsed.success) return { effect: 'unread', why: `statement ${index + 1} cannot be read` };
  const { Effect, Sid, Action, NotAction, Resource, NotResource, Condition, Principal, NotPrincipal } = parsed.data;
  if ((Action === undefined) === (NotAction === undefined) || (Resource !== undefined && NotResource !== undefined))
    return {
      effect: 'unread',
      why: `statement ${index + 1} does not say clearly which actions and resources it is on`,
    };
  return {
    effect: Effect,
    ...(Sid !== undefined && { sid: Sid }),
    actions: {
      negated: NotAction !== undefined,
      patterns: (Action ?? NotAction ?? []).map((action) => action.toLowerCase()),
    },
    // Trust policies name no resource: they are on their own role.
    resources: { negated: NotResource !== undefined, patterns: Resource ?? NotResource ?? ['*'] },
    condition: Condition ?? {},
    principals: NotPrincipal === undefined ? Principal : 'unread',
  };
}

/** Whether the condition asks for MFA in any way. Condition keys compare without case. */
export function asksForMfa({ condition }: Statement): boolean {
  return Object.values(condition).some((keys) =>
    Object.keys(keys).some((key) => /^aws:multifactorauth(present|age)$/i.test(key)),
  );
}
