import * as z from 'zod/mini';
import { parsePolicy, type Policy, unreadText } from './policy';
import type { Snapshot, UnreadPart } from './snapshot';

/** Answers of AWS Organizations, as the command line prints them or as the SDK gives them. */
export interface OrganizationAnswers {
  /** Of DescribeOrganization; absent where nobody asked. */
  organization?: { MasterAccountId: string; FeatureSet?: string | undefined };
  /** Of ListPoliciesForTarget: the account first, then each unit above it, the root last. */
  targets: readonly { Target: string; Policies: readonly { Id: string; Arn: string; Name?: string | undefined }[] }[];
  /** Of DescribePolicy, by id. */
  contents: ReadonlyMap<string, string>;
}

const documentSchema = z.union([
  z.object({
    Organization: z.object({ MasterAccountId: z.string(), FeatureSet: z.optional(z.string()) }),
  }),
  z.object({
    Target: z.string(),
    Policies: z.array(z.object({ Id: z.string(), Arn: z.string(), Name: z.optional(z.string()) })),
  }),
  z.object({ Policy: z.object({ PolicySummary: z.object({ Id: z.string() }), Content: z.string() }) }),
]);
type Document = z.infer<typeof documentSchema>;

const place = 'service control policies';

type Part = Pick<Snapshot, 'account' | 'scps' | 'unread'>;

/** @param text documents one after the other, as `aws` prints them: each ends with a line that is `}` and nothing else. */
export function parseServiceControlPolicies(text: string): Part {
  const chunks = text.split(/^\}\r?$/m);
  const last = chunks.pop() ?? '';
  const read = [...chunks.map((chunk) => `${chunk}}`), ...(last.trim() === '' ? [] : [last])].map(documentOf);
  const broken = read.findIndex((document) => document === undefined);
  if (read.length === 0) return unknown('the file is empty');
  if (broken !== -1)
    return unknown(
      `document ${broken + 1} is not what describe-organization, list-policies-for-target or describe-policy print`,
    );
  return serviceControlPolicies(answersOf(read.flatMap((document) => document ?? [])));
}

function documentOf(text: string): Document | undefined {
  try {
    const parsed = documentSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // What is not JSON is none of these documents, which is said.
    return undefined;
  }
}

function answersOf(documents: readonly Document[]): OrganizationAnswers {
  const organization = documents.flatMap((one) => ('Organization' in one ? [one.Organization] : []))[0];
  return {
    ...(organization && { organization }),
    targets: documents.flatMap((one) => ('Target' in one ? [one] : [])),
    contents: new Map(
      documents.flatMap((one) => ('Policy' in one ? [[one.Policy.PolicySummary.Id, one.Policy.Content] as const] : [])),
    ),
  };
}

/** A way up that does not end at the root, and what Organizations never says, are unknown: a level that is missing could forbid. */
export function serviceControlPolicies({ organization, targets, contents }: OrganizationAnswers): Part {
  const [account] = targets;
  if (organization === undefined)
    return unknown('the answer of describe-organization is missing, which names the management account');
  if (account === undefined || !/^\d{12}$/.test(account.Target))
    return unknown('the first answer of list-policies-for-target is not of an account');
  const of = { account: account.Target };
  // They never hold for the management account, nor where an organization only shares a bill.
  if (organization.MasterAccountId === account.Target || organization.FeatureSet === 'CONSOLIDATED_BILLING')
    return { ...of, scps: { status: 'known', levels: [] }, unread: [] };
  const top = targets.at(-1)?.Target ?? '';
  if (!top.startsWith('r-')) return { ...of, ...unknown(`the way up ends at ${top}, expected the root (r-…)`) };
  const empty = targets.filter(({ Policies }) => Policies.length === 0);
  // Each target has at least one while they are switched on, and none when they are off.
  if (empty.length === targets.length) return { ...of, scps: { status: 'known', levels: [] }, unread: [] };
  if (empty.length > 0)
    return {
      ...of,
      ...unknown(`none is listed for ${empty[0]?.Target ?? ''}, which cannot be: each target has at least one`),
    };
  const levels = targets
    .toReversed()
    .map(({ Target, Policies }) =>
      Policies.map(({ Id, Arn }) => ({ id: Arn, holder: `attached to ${Target}`, ...textOf(contents.get(Id)) })),
    );
  return { ...of, scps: { status: 'known', levels }, unread: unreadIn(levels.flat()) };
}

function textOf(content: string | undefined): Pick<Policy, 'text' | 'document'> {
  return content === undefined ? { text: unreadText('its text was not read') } : parsePolicy(content);
}

function unknown(what: string): Part {
  return { scps: { status: 'unknown', why: what }, unread: [{ where: place, what }] };
}

function unreadIn(policies: readonly Policy[]): UnreadPart[] {
  return policies.flatMap(({ id, text }) =>
    text.statements.flatMap((one) => (one.effect === 'unread' ? [{ where: `${place}, ${id}`, what: one.why }] : [])),
  );
}

/** They grant nothing, and nobody can change them from within the account. */
export function isServiceControlPolicy({ id }: Policy): boolean {
  return /^arn:[^:]+:organizations:/.test(id);
}

/** The same with what the organization allows as further layers of each user, where it is known. */
export function bound<S extends Pick<Snapshot, 'users' | 'scps'>>(snapshot: S): S {
  const { users, scps } = snapshot;
  if (users === undefined || scps?.status !== 'known') return snapshot;
  const { levels } = scps;
  return { ...snapshot, users: users.map((user) => ({ ...user, layers: { ...user.layers, scps: levels } })) };
}
