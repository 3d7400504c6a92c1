import * as z from 'zod/mini';
import { notAll, pageMarks } from './pages';
import { parsePolicy, type Policy, unreadText } from './policy';
import { accountIn, type Part, type Role, type Snapshot, type UnreadPart, type User } from './snapshot';

const list = z._default(z.array(z.unknown()), []);
const detailsSchema = z.object({
  UserDetailList: z.array(z.unknown()),
  GroupDetailList: list,
  RoleDetailList: list,
  Policies: list,
  ...pageMarks,
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
export function parseAuthorizationDetails(answer: unknown): Pick<Snapshot, 'account' | 'users' | 'roles' | 'unread'> {
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
  const managed = new Map(
    read('Policies', details.data.Policies, managedSchema).map((one) => [one.Arn, textOf(one)] as const),
  );
  const groups = new Map(
    read('GroupDetailList', details.data.GroupDetailList, groupSchema).map(
      (one) => [one.GroupName, groupPolicies(one, managed)] as const,
    ),
  );
  const known = { managed, groups };
  const users = read('UserDetailList', details.data.UserDetailList, userSchema, 'users').map((user) =>
    userOf(user, known),
  );
  const roles = read('RoleDetailList', details.data.RoleDetailList, roleSchema, 'roles').map(roleOf);
  return {
    ...accountIn([...users, ...roles].map(({ arn }) => arn)),
    ...{
      users,
      roles,
      unread: [...notAll('authorization details', details.data), ...unread, ...unreadStatements(users, roles)],
    },
  };
}

/** Each text is read once, however many people have the policy. */
interface Known {
  /** By ARN. */
  managed: ReadonlyMap<string, Text>;
  /** By name. */
  groups: ReadonlyMap<string, readonly Policy[]>;
}

type Text = ReturnType<typeof parsePolicy>;

function userOf(user: z.infer<typeof userSchema>, known: Known): User {
  const own = `user/${user.UserName}`;
  const boundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    ...placeOf(user.Arn, user.UserName),
    layers: {
      identity: [
        ...inlineOf(user.UserPolicyList, own),
        ...user.AttachedManagedPolicies.map(({ PolicyArn }) => managedOf(PolicyArn, own, known.managed)),
        ...user.GroupList.flatMap((name) => known.groups.get(name) ?? unknownGroup(name)),
      ],
      ...(boundary !== undefined && { boundary: managedOf(boundary, `boundary of ${own}`, known.managed) }),
    },
  };
}

function groupPolicies(
  { GroupName, GroupPolicyList, AttachedManagedPolicies }: z.infer<typeof groupSchema>,
  managed: Known['managed'],
): Policy[] {
  const holder = `group/${GroupName}`;
  return [
    ...inlineOf(GroupPolicyList, holder),
    ...AttachedManagedPolicies.map(({ PolicyArn }) => managedOf(PolicyArn, holder, managed)),
  ];
}

function unknownGroup(name: string): Policy {
  const holder = `group/${name}`;
  return { id: holder, holder: wordsOf(holder), text: unreadText('the group is not among those that were read') };
}

function inlineOf(policies: z.infer<typeof inline>, holder: string): Policy[] {
  return policies.map(({ PolicyName, PolicyDocument }) => ({
    id: `${holder}/${PolicyName}`,
    holder: wordsOf(holder),
    ...parsePolicy(PolicyDocument),
  }));
}

function textOf({ PolicyVersionList }: z.infer<typeof managedSchema>): Text {
  const inForce = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
  return inForce === undefined ? notRead : parsePolicy(inForce.Document);
}

const notRead: Text = { text: unreadText('its text was not read') };

function managedOf(arn: string, holder: string, managed: Known['managed']): Policy {
  return { id: arn, holder: wordsOf(holder), ...(managed.get(arn) ?? notRead) };
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
