import * as z from 'zod/mini';
import { callName, isByCloudFormation, partCalls, partsNamed, trailCalls } from '../events/detector-calls';
import { actorName, credentialReason, plural } from '../events/names';
import { account, apiCall, byCloudFormation, iamCall } from '../events/samples';
import type { TrailEvent } from '../events/trail-event';
import { runs } from '../events/window';
import type { Case, Detection, Finding } from './detection';
import { judge, rank, type Ground } from './severity';

const names = z.array(z.string().check(z.minLength(1)));
const settings = z.object({
  /** Name of the stack: what CloudFormation made for it bears names that begin so. Set by the deployment. */
  stack: z._default(z.string().check(z.minLength(1)), 'mfa-watch'),
  /** Names, ids or ARNs of parts that are called otherwise. The deployment adds the id of its key. */
  resources: z._default(names, []),
  /** Roles that deploy the stack, beside CDK’s own. */
  deployRoles: z._default(names, []),
});
type Settings = z.infer<typeof settings>;

const quietBetween = 30 * 60_000;
const cdkDeployRole = /^cdk-[a-z0-9]+-deploy-role-/;
const endsTheTrail = new Set(['StopLogging', 'DeleteTrail']);
const silences = new Set([
  ...endsTheTrail,
  ...['DisableRule', 'DeleteRule', 'RemoveTargets', 'DeleteFunction', 'DeleteTopic', 'DeleteStack'],
]);
const deploys = new Set(['UpdateStack', 'ExecuteChangeSet']);
const refusals = new Set(['AccessDenied', 'AuthorizationError', 'UnauthorizedOperation']);

export const detection: Detection<Settings> = {
  id: 'detector-tampered',
  title: 'Somebody touched this detector or the trail it lives on',
  why: 'An attacker who expects to be seen stops the trail, the rules, the function or the topic first. Nothing but a deployment has any business there.',
  attack: ['T1562.008', 'T1562.001'],
  watches: [
    { source: 'cloudtrail.amazonaws.com', names: trailCalls },
    { source: 'organizations.amazonaws.com', names: ['LeaveOrganization'] },
    ...Object.entries(partCalls).map(([source, calls]) => ({ source, names: calls })),
  ],
  severity: [
    'critical: alerts may stop at once: a trail is stopped or deleted; one of our rules, its targets, the function, a topic or the stack is taken away',
    'high: any other change to a trail or to a part of this deployment; the account leaves its organization',
    'medium: such a call was refused for lack of permission; CloudFormation stopped or deleted a trail',
    'low: CloudFormation did it otherwise (a deployment); a deployment of the stack by CDK’s deploy role or one of `deployRoles`; the call failed for another reason',
  ],
  runbook: [
    'Within 15 minutes, look whether mfa-watch still works: send a drill; `aws cloudtrail get-trail-status` must say IsLogging.',
    'Ask the person behind `actor.arn` whether they deploy, or change the trail, right now. If not, stop the actor first, then put back what `requestParameters` names: deploy the stack again, start the trail again.',
    'Replay the trail’s files from 1 hour before `eventTime` until the repair: what was done in the dark?',
  ],
  blindSpots: [
    'What silences the detector may silence this alert too; it is the graded one of two ways, and an attacker who is quick comes before both.',
    'A trail is stopped in its own home region, and other regions’ calls are not delivered here: a trail of another region is not guarded. Neither are its bucket, the bucket’s policy and its lifecycle.',
    'Only what names a part: the stack’s name at the beginning of a name, and `resources`. A refused call whose message names no resource is not seen.',
    'Deleting rows from the table and reading from the queue leave no trace in CloudTrail. Whoever acts through CloudFormation or takes on CDK’s deploy role looks like a deployment.',
  ],
  falsePositives: [
    'Deploying without CDK’s roles: name the role in `deployRoles`. `cdk destroy` is critical, and the last alert.',
    'Terraform or a person changing a trail: high on purpose.',
    'Somebody’s own rule or alarm that is pointed at a function or topic of this stack.',
  ],
  settings,
  subjects: (event, given) => (concernsUs(event, given) ? [`${event.account}/detector`] : []),
  detect: ({ events }, given) => runs(events, quietBetween).map((run) => finding(run, given)),
};

function concernsUs(event: TrailEvent, { stack, resources }: Settings): boolean {
  return !Object.hasOwn(partCalls, event.source) || partsNamed(event, stack, resources).length > 0;
}

function finding(run: [TrailEvent, ...TrailEvent[]], given: Settings): Finding {
  const judged = run.map((event) => ({ event, ground: groundOf(event, given) }));
  const worst = judged.reduce((a, b) => (rank(b.ground.severity) > rank(a.ground.severity) ? b : a));
  const more = run.length === 1 ? '' : `, and ${plural(run.length - 1, 'more call')}`;
  return {
    title: `${actorName(worst.event)} ${deed(worst.event, given)}${more}`,
    ...judge([
      ...judged.map(({ ground }) => ground),
      { when: true, severity: 'info', reason: credentialReason(worst.event) },
    ]),
    events: run,
    act: worst.event,
    serialNumbers: [],
  };
}

const onTrails: Readonly<Record<string, string>> = {
  StopLogging: 'stopped the trail',
  DeleteTrail: 'deleted the trail',
  UpdateTrail: 'changed the trail',
  PutEventSelectors: 'changed what is recorded by the trail',
};

function deed(event: TrailEvent, given: Settings): string {
  const onTrail = onTrails[callName(event)];
  const trail = event.requested?.[0]?.split('/').at(-1) ?? '';
  if (event.errorCode !== undefined) return `tried ${callOn(event, given)}`;
  if (onTrail !== undefined) return `${onTrail} ${trail}`.trim();
  if (event.name === 'LeaveOrganization') return 'took the account out of its organization';
  return `called ${callOn(event, given)}, which mfa-watch is made of`;
}

function groundOf(event: TrailEvent, given: Settings): Ground {
  const call = callName(event);
  const what = callOn(event, given);
  const ground = (severity: Ground['severity'], reason: string): Ground => ({ when: true, severity, reason });
  if (isByCloudFormation(event))
    return endsTheTrail.has(call)
      ? ground('medium', `${what}, by CloudFormation`)
      : ground('low', `${call} by CloudFormation (a deployment)`);
  if (refusals.has(event.errorCode ?? '')) return ground('medium', `${what} was refused (${event.errorCode ?? ''})`);
  if (event.errorCode !== undefined) return ground('low', `${what} failed (${event.errorCode})`);
  if (deploys.has(call) && isDeployer(event, given)) return ground('low', `${what}, by the role that deploys`);
  if (silences.has(call)) return ground('critical', `${what}: alerts may stop with it`);
  return ground('high', what);
}

function isDeployer({ actor }: TrailEvent, { deployRoles }: Settings): boolean {
  const role = actor.type === 'AssumedRole' ? (actor.name?.split('/')[0] ?? '') : '';
  return cdkDeployRole.test(role) || deployRoles.includes(role);
}

/** `DisableRule on mfa-watch-RulesIam`. */
function callOn(event: TrailEvent, { stack, resources }: Settings): string {
  const where = partsNamed(event, stack, resources)[0] ?? event.requested?.[0]?.split('/').at(-1);
  return where === undefined || where === '*' ? callName(event) : `${callName(event)} on ${where}`;
}

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const rule = { name: 'mfa-watch-RulesIam1A2B-3C4D' };
const ours = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-DetectFunction1A2B-3C4D`;
const cdk = {
  patch: {
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/cdk-hnb659fds-deploy-role-${account}-us-east-1/aws-cdk-bob`,
    },
  },
};

export const cases = (): Case[] => [
  {
    name: 'a trail is stopped',
    records: [apiCall('cloudtrail', 'StopLogging', { name: 'management' }, mallory)],
    expect: 'critical',
    because: ['StopLogging on management'],
  },
  {
    name: 'our rule is disabled, the function throttled, the mail unsubscribed: one alert',
    records: [
      apiCall(
        'lambda',
        'PutFunctionConcurrency20171031',
        { functionName: ours, reservedConcurrentExecutions: 0 },
        mallory,
      ),
      apiCall('events', 'DisableRule', rule, { ...mallory, minute: 5 }),
      apiCall(
        'sns',
        'Unsubscribe',
        { subscriptionArn: `arn:aws:sns:us-east-1:${account}:mfa-watch-TopicsAlerts-1A2B:7d1f0c11` },
        { ...mallory, minute: 20 },
      ),
    ],
    expect: 'critical',
    because: ['DisableRule on mfa-watch-RulesIam1A2B-3C4D', 'Unsubscribe on mfa-watch-TopicsAlerts-1A2B'],
  },
  {
    name: 'the function’s code is replaced, under either spelling of the call',
    records: [apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: ours }, { by: 'bob', with: 'role' })],
    expect: 'high',
    because: ['UpdateFunctionCode on', 'does not record'],
  },
  {
    name: 'the role of the function gets another policy',
    records: [iamCall('PutRolePolicy', { roleName: 'mfa-watch-DetectRole1A2B', policyName: 'x' }, mallory)],
    expect: 'high',
  },
  {
    name: 'the stack is updated by somebody else than the role that deploys',
    records: [
      apiCall(
        'cloudformation',
        'UpdateStack',
        { stackName: `arn:aws:cloudformation:us-east-1:${account}:stack/mfa-watch/1a2b` },
        mallory,
      ),
    ],
    expect: 'high',
  },
  {
    name: 'deleting the rule was refused',
    records: [
      apiCall(
        'events',
        'DeleteRule',
        {},
        { ...mallory, error: 'AccessDenied', resource: `arn:aws:events:us-east-1:${account}:rule/${rule.name}` },
      ),
    ],
    expect: 'medium',
    because: ['DeleteRule on mfa-watch-RulesIam1A2B-3C4D was refused'],
  },
  {
    name: 'CDK deploys the stack',
    records: [
      apiCall(
        'cloudformation',
        'ExecuteChangeSet',
        { changeSetName: 'cdk-deploy-change-set', stackName: 'mfa-watch' },
        cdk,
      ),
      apiCall('events', 'PutRule', rule, { ...byCloudFormation, minute: 1 }),
      apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: ours }, { ...byCloudFormation, minute: 2 }),
    ],
    expect: 'low',
  },
  {
    name: 'other people deploy their function, rule, role and stack',
    records: [
      apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'shop-checkout' }),
      apiCall('events', 'PutRule', { name: 'shop-nightly', description: 'unlike mfa-watch: runs at night' }),
      iamCall('PutRolePolicy', { roleName: 'shop-role', policyName: 'mfa' }),
      apiCall('cloudformation', 'ExecuteChangeSet', { stackName: 'mfa-watcher' }),
    ],
    expect: undefined,
  },
  {
    name: 'somebody is refused what is not ours',
    records: [
      apiCall(
        'events',
        'DeleteRule',
        {},
        { error: 'AccessDenied', resource: `arn:aws:events:us-east-1:${account}:rule/shop` },
      ),
    ],
    expect: undefined,
  },
];
