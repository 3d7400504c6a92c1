import * as z from 'zod/mini';
import { parsePolicy, type Policy, unreadText } from './policy';
import type { Part, Role, Snapshot, UnreadPart, User } from './snapshot';

const list = z._default(z.array(z.unknown()), []);
const detailsSchema = z.object({
  UserDetailList: z.array(z.unknown()),
  GroupDetailList: list,
  RoleDetailList: list,
  Policies: list,
});

const inline = z._default(z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })), []);
const attached = z._default(z.array(z.object({ PolicyName: z.optional(z.string()), PolicyArn: z.string() })), []);
const userSchema = z.object({
  UserName: z.string(),
  Arn: z.string(),
  UserPolicyList: inline,
  GroupList: z._default(z.array(z.string()), []),
  AttachedManagedPolicies: attached,
  PermissionsBoundary: z.optional(z.object({ PermissionsBoundaryArn: z.string() })),
});
const groupSchema = z.object({ GroupName: z.string(), GroupPolicyList: inline, AttachedManagedPolicies: attached });
const roleSchema = z.object({ RoleName: z.string(), Arn: z.string(), AssumeRolePolicyDocument: z.unknown() });
const managedSchema = z.object({
  Arn: z.string(),
  PolicyVersionList: z.array(z.object({ Document: z.unknown(), IsDefaultVersion: z.boolean() })),
});

/** @param answer of GetAccountAuthorizationDetails, all pages in one, as the command line prints it or the SDK gives it. */
export function parseAuthorizationDetails(answer: unknown): Pick<Snapshot, 'users' | 'roles' | 'unread'> {
  const details = detailsSchema.safeParse(answer);
  if (!details.success)
    return { unread: [{ where: 'authorization details', what: 'there is no list UserDetailList' }] };
  const unread: UnreadPart[] = [];
  const read = <T>(name: string, entries: readonly unknown[], schema: z.ZodMiniType<T>, entryOf?: Part): T[] =>
    entries.flatMap((raw, index) => {
      const parsed = schema.safeParse(raw);
      if (parsed.success) return parsed.data;
      const path = parsed.error.issues[0]?.path.join('.') ?? '';
      const where = `authorization details, ${name} ${index + 1}`;
      unread.push({ where, what: `${path} is missing or malformed`, ...(entryOf && { entryOf }) });
      return [];
    });
  const known: Known = {
    managed: new Map(read('Policies', details.data.Policies, managedSchema).map((one) => [one.Arn, one])),
    groups: new Map(
      read('GroupDetailList', details.data.GroupDetailList, groupSchema).map((one) => [one.GroupName, one]),
    ),
  };
  const { UserDetailList, RoleDetailList } = details.data;
  const users = read('UserDetailList', UserDetailList, userSchema, 'users').map((user) => userOf(user, known));
  const roles = read('RoleDetailList', RoleDetailList, roleSchema, 'roles').map(roleOf);
  return { users, roles, unread: [...unread, ...unreadStatements(users, roles)] };
}

interface Known {
  managed: ReadonlyMap<string, z.infer<typeof managedSchema>>;
  groups: ReadonlyMap<string, z.infer<typeof groupSchema>>;
}

function userOf(user: z.infer<typeof userSchema>, known: Known): User {
  const own = `user/${user.UserName}`;
  const boundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    ...placeOf(user.Arn, user.UserName),
    layers: {
      identity: [
        ...inlineOf(user.UserPolicyList, own),
        ...user.AttachedManagedPolicies.map(({ PolicyArn }) => managedOf(PolicyArn, own, known)),
        ...user.GroupList.flatMap((name) => groupPolicies(name, known)),
      ],
      ...(boundary !== undefined && { boundary: managedOf(boundary, `boundary of ${own}`, known) }),
    },
  };
}

function groupPolicies(name: string, known: Known): Policy[] {
  const holder = `group/${name}`;
  const group = known.groups.get(name);
  if (group === undefined)
    return [{ id: holder, holder: wordsOf(holder), text: unreadText('the group is not among those that were read') }];
  return [
    ...inlineOf(group.GroupPolicyList, holder),
    ...group.AttachedManagedPolicies.map(({ PolicyArn }) => managedOf(PolicyArn, holder, known)),
  ];
}

function inlineOf(policies: z.infer<typeof inline>, holder: string): Policy[] {
  return policies.map(({ PolicyName, PolicyDocument }) => ({
    id: `${holder}/${PolicyName}`,
    holder: wordsOf(holder),
    ...parsePolicy(PolicyDocument),
  }));
}

function managedOf(arn: string, holder: string, { managed }: Known): Policy {
  const inForce = managed.get(arn)?.PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
  const read = inForce === undefined ? { text: unreadText('its text was not read') } : parsePolicy(inForce.Document);
  return { id: arn, holder: wordsOf(holder), ...read };
}

function wordsOf(holder: string): string {
  return holder.replace('/', ' ');
}

function roleOf({ RoleName, Arn, AssumeRolePolicyDocument }: z.infer<typeof roleSchema>): Role {
  return { ...placeOf(Arn, RoleName), trust: parsePolicy(AssumeRolePolicyDocument).text };
}

function placeOf(arn: string, name: string): { name: string; arn: string; account: string } {
  return { name, arn, account: arn.split(':')[4] ?? '' };
}

/** Each once, however many people have the policy. */
function unreadStatements(users: readonly User[], roles: readonly Role[]): UnreadPart[] {
  const policies = users.flatMap(({ layers: { identity, boundary } }) => [
    ...identity,
    ...(boundary ? [boundary] : []),
  ]);
  const all = [
    ...policies.map(({ id, text }) => ({ where: `policy ${id}`, text })),
    ...roles.map(({ arn, trust }) => ({ where: `trust policy of ${arn}`, text: trust })),
  ];
  const unread = all.flatMap(({ where, text }) =>
    text.statements.flatMap((one) =>
      one.effect === 'unread' ? [[where + one.why, { where, what: one.why }] as const] : [],
    ),
  );
  return [...new Map(unread).values()];
}
