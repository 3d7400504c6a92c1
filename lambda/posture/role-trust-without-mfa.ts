import { account } from '../events/samples';
import type { Severity } from '../detections/severity';
import type { Check, CheckCase, Exposure } from './check';
import { parsePolicy, type Statement, type Unread } from './policy';
import { conditionHolds } from './policy-condition';
import { isOn } from './policy-match';
import { version } from './samples';
import type { Role } from './snapshot';
import { all, any, not, type Truth, truth, unclear } from './truth';

export const check: Check = {
  id: 'role-trust-without-mfa',
  title: 'A role trusts users and does not ask for MFA',
  why: 'A stolen long-term key of such a user takes the role, and with it the role’s rights. MFA is asked for in the trust policy, when the role is taken, or not at all: IAM does not see it in the session afterwards.',
  about: 'role',
  severity: [
    'high: the role trusts everybody (`*`)',
    'medium: it trusts a user by name',
    'low: it trusts an account, so all its users whom a policy there lets take the role; or a condition is not evaluated, so it is not decided',
  ],
  remediation: [
    'Add to the statement: `"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}` (in Allow: Bool, not BoolIfExists, which a key alone would pass).',
    'Programs that take the role with a key have no device: give them a role of their own.',
  ],
  cis: {},
  notEvaluated: [
    'Whether the user or account is allowed to take the role on its own side.',
    'Roles, services, SAML and OIDC as principals: their MFA is not a matter of the trust policy.',
    'Conditions other than on MFA, and NotPrincipal: not decided.',
  ],
  needs: ['roles'],
  look: ({ roles = [] }) => roles.flatMap(exposuresOf),
};

function exposuresOf(role: Role): Exposure[] {
  const { statements } = role.trust;
  const denies = statements.filter((one) => one.effect !== 'Allow');
  const trusting = statements.flatMap((one) => (one.effect === 'Allow' && takesRole(one) ? [one] : []));
  const unread = statements.flatMap((one) => (one.effect === 'unread' ? [one.why] : []));
  const open = trusting.flatMap((statement) =>
    principalsOf(statement).flatMap((principal) => exposureOf(role, principal, isOpen(statement, principal, denies))),
  );
  return open.length === 0 && unread.length > 0 ? [exposure(role, 'low', 'perhaps trusts users', unread, true)] : open;
}

function isOpen(statement: Statement, principal: string, denies: readonly (Statement | Unread)[]): Truth {
  const denied = any(denies.map((deny) => (deny.effect === 'unread' ? unclear(deny.why) : isDenied(deny, principal))));
  return all([
    conditionHolds(statement.condition, 'long-term key'),
    not(denied),
    ...(principal === notPrincipal ? [unclear('NotPrincipal is not evaluated')] : []),
  ]);
}

function isDenied(deny: Statement, principal: string): Truth {
  const named = principalsOf(deny);
  const isNamed = named.includes('*') || named.includes(principal);
  const who = isNamed ? truth(true) : unclear('a Deny names other principals, which may include these users');
  return all([truth(takesRole(deny)), who, conditionHolds(deny.condition, 'long-term key')]);
}

function takesRole(statement: Statement): boolean {
  return isOn(statement, 'sts:AssumeRole');
}

const notPrincipal = 'everybody but those in NotPrincipal';

function principalsOf({ principals }: Statement): readonly string[] {
  return principals === 'unread' ? [notPrincipal] : (principals?.['AWS'] ?? []);
}

function exposureOf(role: Role, principal: string, { holds, why }: Truth): Exposure[] {
  const trusted = trustedBy(principal);
  if (holds === false || trusted === undefined) return [];
  const [severity, whom] = trusted;
  return [exposure(role, holds === undefined ? 'low' : severity, `trusts ${whom}`, why, holds === undefined)];
}

/** @returns undefined for what is no user and has none. */
function trustedBy(principal: string): [Severity, string] | undefined {
  if (principal === '*') return ['high', 'everybody'];
  if (principal === notPrincipal) return ['low', principal];
  if (/^arn:[^:]+:iam::\d{12}:user\//.test(principal)) return ['medium', `the user ${principal}`];
  const trusted = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  return trusted === undefined
    ? undefined
    : ['low', `the users of account ${trusted} whom a policy there lets take it`];
}

function exposure(
  role: Role,
  severity: Severity,
  trusts: string,
  why: readonly string[],
  isUndecided: boolean,
): Exposure {
  return {
    severity,
    subject: role.name,
    title: `The role ${role.name} ${trusts}, and ${isUndecided ? 'whether it asks for MFA is not decided' : 'does not ask for MFA'}`,
    reasons:
      why.length > 0 ? why : ['a long-term key is enough, as no condition on aws:MultiFactorAuthPresent holds it back'],
    ...(isUndecided && { undecided: true }),
  };
}

function trusting(Principal: unknown, Condition?: object, ...others: object[]): { roles: Role[] } {
  const allow = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) };
  const { text } = parsePolicy({ Version: version, Statement: [allow, ...others] });
  return { roles: [{ name: 'Admin', arn: `arn:aws:iam::${account}:role/Admin`, account, trust: text }] };
}

const user = { AWS: `arn:aws:iam::${account}:user/alice` };
const ofAccount = { AWS: `arn:aws:iam::${account}:root` };
const mfa = (value: string) => ({ 'aws:MultiFactorAuthPresent': value });
const refusing = { Effect: 'Deny', Principal: '*', Action: 'sts:*', Condition: { BoolIfExists: mfa('false') } };

export const cases = (): CheckCase[] => [
  { name: 'a user by name', snapshot: trusting(user), expect: 'medium' },
  { name: 'the whole account', snapshot: trusting(ofAccount), expect: 'low' },
  { name: 'everybody', snapshot: trusting('*'), expect: 'high' },
  { name: 'BoolIfExists lets a key pass', snapshot: trusting(user, { BoolIfExists: mfa('true') }), expect: 'medium' },
  {
    name: 'an external id',
    snapshot: trusting({ AWS: '444455556666' }, { StringEquals: { 'sts:ExternalId': 'x' } }),
    expect: 'low',
    undecided: true,
  },
  { name: 'Bool asks for MFA', snapshot: trusting(user, { Bool: mfa('true') }), expect: undefined },
  {
    name: 'MFA of the last hour',
    snapshot: trusting(user, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
    expect: undefined,
  },
  { name: 'a Deny asks for MFA', snapshot: trusting(ofAccount, undefined, refusing), expect: undefined },
  { name: 'a service', snapshot: trusting({ Service: 'ec2.amazonaws.com' }), expect: undefined },
  { name: 'a role', snapshot: trusting({ AWS: `arn:aws:iam::${account}:role/Deploy` }), expect: undefined },
];
