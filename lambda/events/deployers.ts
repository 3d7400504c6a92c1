import { iamName } from '../config/iam-name';
import { roleOfSession } from './actor';
import type { TrailEvent } from './trail-event';

export const cloudFormation = 'cloudformation.amazonaws.com';

const cdkDeployRole = /^cdk-[a-z0-9]+-deploy-role-/;

/** Account, kind and name. */
const roleOrUser = /^arn:[\w-]+:iam::(\d{12}):(role|user)\/(?:[^*\\\s]*\/)?([^/]+)$/;

/**
 * Whether it names a role or user, or is the ARN of one. With a `*`, or the `\` that escapes one, EventBridge would let
 * others through than `isDeployer` knows.
 */
export function namesDeployer(listed: string): boolean {
  return iamName.test(roleOrUser.exec(listed)?.[3] ?? listed);
}

export function isByCloudFormation({ invokedBy, actor }: TrailEvent): boolean {
  return [invokedBy, actor.sourceIp].includes(cloudFormation);
}

/**
 * Roles that CloudFormation takes on for a stack set (CloudFormation user guide: by default, and for an organization; that its
 * session is recorded under them is an assumption).
 */
const stackSetRole = /^(?:AWSCloudFormationStackSetExecutionRole$|stacksets-exec-)/;
const cdkExecutionRole = /^cdk-[a-z0-9]+-cfn-exec-role-/;

export function isByStackSet({ actor }: TrailEvent): boolean {
  return stackSetRole.test(roleOfSession(actor.arn)?.role ?? '');
}

/** Anybody who may pass CDK's role can have it do things, but only through CloudFormation. */
export function isByCdkStack({ actor }: TrailEvent): boolean {
  return cdkExecutionRole.test(roleOfSession(actor.arn)?.role ?? '');
}

/**
 * Whether the actor is CDK's deploy role or one of those listed. Records of role sessions leave out the role's path, but no
 * two roles of an account have one name.
 *
 * @param listed names of roles or users, or their ARNs.
 */
export function isDeployer({ actor }: TrailEvent, listed: readonly string[]): boolean {
  const [, account, kind, path = ''] =
    /^arn:[^:]+:(?:iam|sts)::(\d+):(assumed-role|user)\/(.+)$/.exec(actor.arn ?? '') ?? [];
  if (kind === undefined) return false;
  const name = kind === 'user' ? path.split('/').at(-1) : path.split('/')[0];
  if (name === undefined) return false;
  if (kind === 'assumed-role' && cdkDeployRole.test(name)) return true;
  return listed.some((one) => {
    const [, ofAccount, ofKind, ofName] = roleOrUser.exec(one) ?? [];
    if (ofKind === undefined) return one === name;
    return ofAccount === account && (ofKind === 'user') === (kind === 'user') && ofName === name;
  });
}

/**
 * The same for EventBridge: ARNs of the sessions and users with a `*` for any text.
 *
 * @param listed names of roles or users, or their ARNs.
 */
export function deployersLike(listed: readonly string[]): string[] {
  const own = listed.flatMap((one) => {
    const [, account, kind, name] = roleOrUser.exec(one) ?? [];
    if (name === undefined) return [`*:assumed-role/${one}/*`, `*:user/${one}`, `*:user/*/${one}`];
    return kind === 'role' ? [`*:${account}:assumed-role/${name}/*`] : [one];
  });
  return ['*:assumed-role/cdk-*-deploy-role-*', ...own];
}
