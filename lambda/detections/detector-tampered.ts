import * as z from 'zod/mini';
import { isByCdkStack, isByCloudFormation, isByStackSet, isDeployer, namesDeployer } from '../events/deployers';
import {
  callName,
  departure,
  harmOf,
  organizationCalls,
  partCalls,
  trailCalls,
  type Harm,
} from '../events/detector-calls';
import { isAboutPolicyOf, partsNamed } from '../events/detector-parts';
import { actorName, credentialReason, few, firstNamed, plural } from '../events/names';
import { account, apiCall, byCloudFormation, iamCall } from '../events/samples';
import { byTime, millis, type TrailEvent } from '../events/trail-event';
import { runs } from '../events/window';
import { minute } from '../time';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { strongest, type Ground } from './severity';

const names = z.array(z.string().check(z.minLength(1)));
const deployer =
  'expected the name or ARN of an IAM role or user, without wildcards, such as Deploy or arn:aws:iam::111122223333:role/Deploy';
const settings = z.object({
  /**
   * Name of the stack: what CloudFormation made for it bears names that begin so. Set by the deployment. Names that begin
   * with `mfa-watch` are ours in any case.
   */
  stack: z._default(z.string().check(z.minLength(1)), 'mfa-watch'),
  /** Names, ids or ARNs of parts that are called otherwise. The deployment adds the ids of its key and its Slack workspaces. */
  resources: z._default(names, []),
  /** Who deploys, beside CDK’s own role: names of roles or users, in any account, or their ARNs. */
  deployRoles: z._default(z.array(z.string(deployer).check(z.refine(namesDeployer, deployer))), []),
  /** ARN of the default bus, if members’ events come through it. Set by the deployment. */
  bus: z.optional(z.string()),
});
type Settings = z.infer<typeof settings>;

const quietBetween = 30 * minute;
const refusals = new Set(['AccessDenied', 'AuthorizationError', 'Unauthorized', 'UnauthorizedOperation']);

export const page: DetectionPage = {
  why: 'An attacker who expects to be seen stops the trail, the rules, the function or the topic first. Nothing but a deployment has any business there.',
  severity: [
    'critical: alerts may stop at once: a trail is stopped or deleted, or set to record no calls that change something; one of our rules, its targets, a function, a topic, the bus of alerts, a connection or its credentials, an API destination, a Slack channel’s configuration, its workspace’s authorization or a stack is taken away, the stack also by CloudFormation; member accounts’ stacks are taken away by their stack set; the home bus lets members’ events in no more',
    'high: any other change to a trail or to a part of this deployment; CloudFormation takes a part away, and nobody who deploys mfa-watch had started it; an account leaves the organization or is removed from it',
    'medium: such a call was refused for lack of permission; CloudFormation stopped or deleted a trail; a trail is set to record all management events, or changed by Control Tower; somebody else’s stack changes a part of this deployment',
    'low: CloudFormation did it otherwise (a deployment); an update of a stack or a stack set by CDK’s deploy role or one of `deployRoles`; an account was closed for good; the call failed for another reason',
  ],
  blindSpots: [
    'What silences the detector may silence this alert too; it is the graded one of two ways, and an attacker who is quick comes before both.',
    'A trail is guarded only in the home region and those with a forwarder, and in an organization only in accounts with the member stack. Not guarded are its bucket, the bucket’s policy and its lifecycle.',
    'A member account’s administrator can switch off that account’s forwarder, and the calls that do it race the forwarder that would report them. Forbid them by a service control policy; docs/reach.md gives one. It does not bind the management account.',
    'A member’s own LeaveOrganization probably never arrives: when its event is forwarded, the account is outside, and the home bus refuses it. AccountDepartedOrganization tells of it in the management account, if that is the home account or has the member stack. Of that event we know the announcement and no record: which account and how is looked for in `serviceEventDetails`.',
    'Calls on a stack set are seen only in the account and region that manage it, if there is a forwarder; else only CloudFormation’s DeleteStack in each member, if it comes before that member’s forwarder is gone. That CloudFormation is named in it is an assumption.',
    'Only what names a part: `mfa-watch` or the stack’s name at the beginning of a name, and `resources`. Of a stack name longer than 24 characters its first 24 count, since CloudFormation cuts it within other names: what else begins so counts, too. What is known by an id alone is seen only if the id is in `resources`, to which the deployment adds its key and its Slack workspaces; the mapping from the queue of answers to its function is not, when it is deleted or switched off. A refused call whose message names no resource is not seen. Not watched are the secret in which EventBridge keeps a connection’s credentials, and the key of a default bus. Of asynchronous invocation CloudTrail’s names are not documented: calls are known without and with the version of the API.',
    'Amazon Q logs a call in the region where it is made: us-east-2, us-west-2, ap-southeast-1 or eu-west-1, and a channel can probably be changed from each. It is seen only where there is a forwarder, which by default is us-east-2 alone. Of these calls we know the API reference and no record: names of parts are looked for in all of `requestParameters`.',
    'Service control policies: who detaches the one of docs/reach.md, or attaches one that forbids what the functions do, is not seen.',
    'Of CloudWatch’s PutAlarmMuteRule we know the API reference and no record: the alarms are looked for in `muteTargets.alarmNames`.',
    'Deleting rows from the table and reading from the queue leave no trace in CloudTrail. Whoever changes parts through CDK’s execution role without taking them away (anybody who may pass it to CloudFormation), acts while somebody deploys, takes on CDK’s deploy role, or makes a role or user of a name in `deployRoles` looks like a deployment.',
  ],
  falsePositives: [
    'Deploying without CDK’s roles: forwarders, members and templates are always deployed so, with a person’s own credentials. Name the role or user in `deployRoles`, an ARN if the name is to count in one account only; a role of Identity Center is called `AWSReservedSSO_…`, with its last part. `cdk destroy` is critical, and the last alert.',
    'An account that is moved out of the units of the stack set, or a failed stack that the stack set makes anew: critical, since its forwarder is gone. Somebody else’s statement on the home bus, if the whole policy is written with it.',
    'The first deployment from a template, without CDK’s roles: medium once, as its own parts are made.',
    'Control Tower changes its trail whenever its landing zone is updated: medium.',
    'Terraform or a person changing a trail: high on purpose; critical where it is one for data events only, since what it recorded before is not known.',
    'Somebody’s own rule, alarm, function, queue or Slack channel that is pointed at a function or topic of this stack.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'detector-tampered',
  title: 'Somebody touched this detector or the trail it lives on',
  attack: ['T1562.008', 'T1562.001'],
  watches: [
    { source: 'cloudtrail.amazonaws.com', names: trailCalls },
    { source: 'organizations.amazonaws.com', names: organizationCalls },
    ...Object.entries(partCalls).map(([source, calls]) => ({ source, names: calls })),
  ],
  runbook: [
    'Within 15 minutes, ask the person behind `actor.arn` whether they deploy mfa-watch, or change the trail, right now. If not, stop the actor first: until then they can do it again.',
    'See what is broken: `npm start -- doctor`. If it is one of our parts: `npx cdk deploy "**" --revert-drift` (in members, the stack set). A trail is nothing that we deploy: start it again if it was stopped, let it record all management events if its selectors were changed, make it anew as it was if it was deleted. Then `npm start -- drill` must arrive.',
    'Replay the trail’s files from 1 hour before the first of these calls until the repair: what was done in the dark?',
  ],
  settings,
  subjects: (event, given) => (concernsUs(event, given) ? [`${event.account}/detector`] : []),
  detect: ({ events }, given) => runs(events, quietBetween).map((run) => finding(run, given)),
};

function concernsUs(event: TrailEvent, { stack, resources, bus }: Settings): boolean {
  return (
    !Object.hasOwn(partCalls, event.source) ||
    partsNamed(event, stack, resources).length > 0 ||
    isAboutPolicyOf(bus, event)
  );
}

function finding(run: [TrailEvent, ...TrailEvent[]], given: Settings): Finding {
  const judged = run.map((event) => ({ event, ground: groundOf(event, run, given) }));
  const standing = judged.filter(({ event }) => overtaking(event, run) === undefined);
  const severity = strongest(judged.map(({ ground }) => ground.severity));
  const isWorst = ({ ground }: (typeof judged)[number]): boolean => ground.severity === severity;
  const worst = standing.find(isWorst) ?? judged.find(isWorst) ?? { event: run[0] };
  const who = actorName(worst.event);
  // What CloudFormation and Organizations do follows from a call of somebody.
  const isAnothers = (event: TrailEvent): boolean =>
    actorName(event) !== who && event.name !== departure && !isByCloudFormation(event);
  const others = [...new Set(run.filter(isAnothers).map(actorName))];
  const alsoBy = others.length === 0 ? '' : `, also by ${few(others)}`;
  const failed = run.filter((event) => event !== worst.event && event.errorCode !== undefined).length;
  const inVain = failed === 0 ? '' : failed === run.length - 1 ? ' that failed' : `, of which ${failed} failed`;
  const more = run.length === 1 ? '' : `, and ${plural(run.length - 1, 'more call')}${inVain}${alsoBy}`;
  return {
    // The alert bears the time of the last call.
    title: `${sentence(worst.event, given)}${isLong([worst.event, ...run.slice(-1)]) ? ` (${clock(worst.event)})` : ''}${more}`,
    severity,
    reasons: [
      ...told(
        judged.map(({ event, ground: { reason } }) => ({
          event,
          reason: isAnothers(event) ? `${reason}, by ${actorName(event)}` : reason,
        })),
        run,
      ),
      credentialReason(worst.event),
    ],
    events: run,
    act: worst.event,
    serialNumbers: [],
  };
}

/** What took effect before what failed, each in time order: what happened matters more than what did not. */
function told(calls: readonly { event: TrailEvent; reason: string }[], run: readonly TrailEvent[]): string[] {
  const alike = new Map<string, TrailEvent[]>();
  for (const { event, reason } of calls) {
    const end = overtaking(event, run);
    // Of a trail that is gone, or set otherwise since, it would read as if all were well.
    if (end !== undefined && event.recording === 'all') continue;
    const undone = end === undefined ? '' : `; ${end.recording === 'all' ? 'undone' : 'overtaken'} at ${clock(end)}`;
    const text = `${reason}${undone}`;
    alike.set(text, [...(alike.get(text) ?? []), event]);
  }
  return [...alike]
    .sort(([, [a]], [, [b]]) => Number(a?.errorCode !== undefined) - Number(b?.errorCode !== undefined))
    .map(([text, events]) => {
      const times = events.length === 1 ? '' : `, ${events.length} times`;
      return `${isLong(run) && events[0] ? `${clock(events[0])} ` : ''}${text}${times}`;
    });
}

/** The later call on the same trail that made this one, of selectors, count for nothing. */
function overtaking(event: TrailEvent, run: readonly TrailEvent[]): TrailEvent | undefined {
  const trail = firstNamed(event);
  if (event.recording === undefined || event.errorCode !== undefined || trail === undefined) return undefined;
  return run.find(
    (later) =>
      (later.recording !== undefined || later.name === 'DeleteTrail') &&
      later.errorCode === undefined &&
      firstNamed(later) === trail &&
      later.region === event.region &&
      byTime(later, event) > 0,
  );
}

function isLong(events: readonly TrailEvent[]): boolean {
  const times = events.map(millis);
  return Math.max(...times) - Math.min(...times) > minute;
}

function clock({ time }: TrailEvent): string {
  return time.slice(11, 19);
}

const onTrails: Readonly<Record<string, string>> = {
  StopLogging: 'stopped the trail',
  DeleteTrail: 'deleted the trail',
  UpdateTrail: 'changed the trail',
  PutEventSelectors: 'changed what is recorded by the trail',
};

function sentence(event: TrailEvent, given: Settings): string {
  if (event.name === departure) return `${departed(event)} has departed from the organization`;
  return `${actorName(event)} ${deed(event, given)}`;
}

function deed(event: TrailEvent, given: Settings): string {
  const onTrail = onTrails[event.name];
  if (event.errorCode !== undefined) return `tried ${callOn(event, given)}, and failed`;
  if (isSwitchedOff(event))
    return `set a trail to record no calls that change something: ${firstNamed(event) ?? ''}`.trim();
  if (onTrail !== undefined) return `${onTrail} ${firstNamed(event) ?? ''}`.trim();
  if (event.name === 'LeaveOrganization') return 'took the account out of its organization';
  if (event.name === 'RemoveAccountFromOrganization') return `removed ${departed(event)} from the organization`;
  return `called ${callOn(event, given)}, a part of mfa-watch`;
}

/** The record stands in the management account, and may name that one, too. */
function departed({ account, requested = [] }: TrailEvent): string {
  const other = requested.find((value) => /^\d{12}$/.test(value) && value !== account);
  return other === undefined ? 'an account that the record does not name' : `account ${other}`;
}

type Judged = [severity: Ground['severity'], reason: string];

function groundOf(event: TrailEvent, run: readonly TrailEvent[], given: Settings): Ground {
  const [severity, reason] = event.name === departure ? ofDeparture(event) : ofCall(event, run, given);
  return { when: true, severity, reason };
}

/** Left, removed, or gone 90 days after it was closed (announcement of AWS Organizations, May 2026). */
function ofDeparture(event: TrailEvent): Judged {
  const how = event.requested?.find((value) => /^(left|removed|cleaned)$/i.test(value))?.toLowerCase();
  if (how === 'cleaned') return ['low', `${departed(event)} is out of the organization: it was closed for good`];
  const manner = how === undefined ? '' : ` (${how})`;
  return ['high', `${departed(event)} is out of the organization${manner}: its events arrive no more`];
}

/** What the reason says beside the call, if it took effect. */
const consequences: Readonly<Record<Harm, Judged>> = {
  silences: ['critical', ': alerts may stop with it'],
  silencesMembers: ['critical', ': alerts of member accounts may stop with it'],
  losesAccount: ['high', ': events of that account may arrive no more'],
  deploys: ['high', ''],
  changes: ['high', ''],
};

function ofCall(event: TrailEvent, run: readonly TrailEvent[], given: Settings): Judged {
  const { source, name, errorCode, actor } = event;
  const harm = harmOf(event) ?? 'changes';
  const what = callOn(event, given);
  if (isByCloudFormation(event)) {
    if (name === 'DeleteStack' && errorCode === undefined)
      return ['critical', `${what}, by CloudFormation, as a stack set does: alerts may stop with it`];
    const isOfTrail = source === 'cloudtrail.amazonaws.com';
    if (isOfTrail && (harm === 'silences' || isSwitchedOff(event))) return ['medium', `${what}, by CloudFormation`];
    if (isOfTrail || errorCode !== undefined || isDeployment(event, run, given))
      return ['low', `${callName(event)} by CloudFormation (a deployment)`];
    const unexplained = `${what}, by CloudFormation, and nobody who deploys mfa-watch had started it`;
    if (harm === 'silences') return ['high', unexplained];
    return [isByCdkStack(event) ? 'low' : 'medium', unexplained];
  }
  if (errorCode !== undefined)
    return refusals.has(errorCode)
      ? ['medium', `${what} was refused (${errorCode})`]
      : ['low', `${what} failed (${errorCode})`];
  if (isSwitchedOff(event))
    return ['critical', `${what}: it records none of the calls that mfa-watch watches; alerts may stop with it`];
  if (event.recording === 'all') return ['medium', `${what}: all that mfa-watch watches is recorded with it`];
  if (harm === 'deploys' && isDeployer(event, given.deployRoles))
    return ['low', `${what}, by the ${actor.type === 'AssumedRole' ? 'role' : 'user'} that deploys`];
  if (isByControlTower(event))
    return ['medium', `${what}, by Control Tower, as it does when its landing zone is updated`];
  const [severity, consequence] = consequences[harm];
  return [severity, what + consequence];
}

/** AWS sets this field, whoever had the service act. */
function isByControlTower({ name, invokedBy }: TrailEvent): boolean {
  return name === 'UpdateTrail' && invokedBy === 'controltower.amazonaws.com';
}

/** EventBridge gets no calls that change something unless a trail records them. */
function isSwitchedOff({ recording, errorCode }: TrailEvent): boolean {
  return errorCode === undefined && (recording === 'none' || recording === 'reads');
}

/** Anybody may have a stack of their own, in which CloudFormation does to our parts whatever they may do. */
function isDeployment(event: TrailEvent, run: readonly TrailEvent[], { deployRoles }: Settings): boolean {
  const started = run.some(
    (other) =>
      other.errorCode === undefined &&
      byTime(other, event) <= 0 &&
      // Whoever deletes the stack is told of anyway.
      (other.name === 'DeleteStack' || (harmOf(other) === 'deploys' && isDeployer(other, deployRoles))),
  );
  return started || isDeployer(event, deployRoles) || isByStackSet(event);
}

/** `DisableRule on mfa-watch-RulesIam`. */
function callOn(event: TrailEvent, { stack, resources, bus }: Settings): string {
  if (event.errorCode === undefined && isAboutPolicyOf(bus, event))
    return `${callName(event)} on the whole policy of the home bus`;
  const where = partsNamed(event, stack, resources)[0] ?? firstNamed(event);
  return where === undefined || where === '*' ? callName(event) : `${callName(event)} on ${where}`;
}

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const rule = { name: 'mfa-watch-RulesIam1A2B-3C4D' };
const select = (selectors: object): object => {
  const trailName = `arn:aws:cloudtrail:us-east-1:${account}:trail/management`;
  return apiCall('cloudtrail', 'PutEventSelectors', { trailName, ...selectors }, mallory);
};
const ours = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-DetectFunction1A2B-3C4D`;
const chat = `arn:aws:chatbot::${account}`;
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
    name: 'a button in Slack is changed, then the channel’s configuration deleted: one alert',
    records: [
      apiCall(
        'chatbot',
        'UpdateCustomAction',
        { CustomActionArn: `${chat}:custom-action/mfa-watch-escalate` },
        mallory,
      ),
      apiCall(
        'chatbot',
        'DeleteSlackChannelConfiguration',
        { ChatConfigurationArn: `${chat}:chat-configuration/slack-channel/mfa-watch-oncall` },
        { ...mallory, minute: 2 },
      ),
    ],
    expect: 'critical',
    because: ['UpdateCustomAction on mfa-watch-escalate', 'DeleteSlackChannelConfiguration on mfa-watch-oncall'],
  },
  {
    name: 'the connection to PagerDuty loses its credentials',
    records: [apiCall('events', 'DeauthorizeConnection', { name: 'mfa-watch-pagerduty' }, mallory)],
    expect: 'critical',
    because: ['DeauthorizeConnection on mfa-watch-pagerduty'],
  },
  {
    name: 'people answer alerts and announce a change, by button and from the command line',
    records: [
      apiCall('lambda', 'Invoke', { functionName: 'mfa-watch-respond' }, { by: 'bob', with: 'role' }),
      apiCall('sqs', 'SendMessage', { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/mfa-watch-answers` }),
    ],
    expect: undefined,
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
    name: 'member accounts are taken out of the stack set',
    records: [
      apiCall(
        'cloudformation',
        'DeleteStackInstances',
        { stackSetName: 'mfa-watch-member', accounts: ['222233334444'] },
        mallory,
      ),
    ],
    expect: 'critical',
    because: ['DeleteStackInstances on mfa-watch-member', 'alerts of member accounts may stop'],
  },
  {
    name: 'the bus lets members’ events in no more',
    records: [apiCall('events', 'RemovePermission', { statementId: 'mfa-watch-organization' }, mallory)],
    expect: 'critical',
    because: ['RemovePermission on mfa-watch-organization'],
  },
  {
    name: 'an account is removed from the organization',
    records: [apiCall('organizations', 'RemoveAccountFromOrganization', { accountId: '222233334444' }, mallory)],
    expect: 'high',
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
    name: 'a trail is told to record reading calls only',
    records: [
      select({ eventSelectors: [{ readWriteType: 'ReadOnly', includeManagementEvents: true, dataResources: [] }] }),
    ],
    expect: 'critical',
    because: ['records none of the calls'],
  },
  {
    name: 'a trail is told to record data events only',
    records: [select({ advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }] })],
    expect: 'critical',
  },
  {
    name: 'a trail is told to record nothing, all again, and is then deleted',
    records: [
      select({ eventSelectors: [{ readWriteType: 'ReadOnly', includeManagementEvents: true, dataResources: [] }] }),
      apiCall(
        'cloudtrail',
        'PutEventSelectors',
        {
          trailName: 'management',
          eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true, dataResources: [] }],
        },
        { ...mallory, minute: 7 },
      ),
      apiCall('cloudtrail', 'DeleteTrail', { name: 'management' }, { ...mallory, minute: 8 }),
    ],
    expect: 'critical',
    because: ['; undone at 09:07:00', '09:08:00 DeleteTrail on management'],
  },
  {
    name: 'Control Tower updates its landing zone',
    records: [
      apiCall(
        'cloudtrail',
        'UpdateTrail',
        { name: 'aws-controltower-BaselineCloudTrail' },
        {
          patch: {
            userIdentity: {
              type: 'AssumedRole',
              arn: `arn:aws:sts::${account}:assumed-role/AWSControlTowerAdmin/AWSControlTower`,
              invokedBy: 'controltower.amazonaws.com',
            },
          },
        },
      ),
    ],
    expect: 'medium',
    because: ['by Control Tower'],
  },
  {
    name: 'a trail is told to record all management events again',
    records: [select({ eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true, dataResources: [] }] })],
    expect: 'medium',
  },
  {
    name: 'a trail is set to record all but IAM, under a name that says otherwise',
    records: [
      select({
        advancedEventSelectors: [
          {
            name: 'all',
            fieldSelectors: [
              { field: 'eventCategory', equals: ['Management'] },
              { field: 'eventSource', notEquals: ['iam.amazonaws.com'] },
            ],
          },
        ],
      }),
    ],
    expect: 'high',
  },
  {
    name: 'CDK deploys the stack, and a rule goes',
    records: [
      apiCall('cloudformation', 'CreateChangeSet', { stackName: 'mfa-watch', changeSetName: 'cdk' }, cdk),
      apiCall('cloudformation', 'ExecuteChangeSet', { changeSetName: 'cdk', stackName: 'mfa-watch' }, cdk),
      apiCall('events', 'DeleteRule', rule, { ...byCloudFormation, minute: 1 }),
    ],
    expect: 'low',
    because: ['(a deployment)'],
  },
  {
    name: 'a change set is executed by its ARN, and a rule goes',
    records: [
      apiCall('cloudformation', 'CreateChangeSet', { stackName: 'mfa-watch', changeSetName: 'tidy' }, mallory),
      apiCall('events', 'DeleteRule', rule, { ...byCloudFormation, minute: 1 }),
    ],
    expect: 'high',
    because: ['nobody who deploys mfa-watch had started it'],
  },
  {
    name: 'somebody else’s stack takes a permission away from our role',
    records: [
      iamCall(
        'PutRolePolicy',
        { roleName: 'mfa-watch-DetectRole1A', policyName: 'no', policyDocument: '{}' },
        {
          ...mallory,
          patch: { sourceIPAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com' },
        },
      ),
    ],
    expect: 'medium',
    because: ['by CloudFormation, and nobody'],
  },
  {
    name: 'a stack set changes a member’s rule',
    records: [
      apiCall(
        'events',
        'RemoveTargets',
        { rule: 'mfa-watch-forward-Iam' },
        {
          ...byCloudFormation,
          patch: {
            userIdentity: {
              type: 'AssumedRole',
              arn: `arn:aws:sts::${account}:assumed-role/stacksets-exec-0123456789abcdef/AWSCloudFormation`,
            },
          },
        },
      ),
    ],
    expect: 'low',
  },
  {
    name: 'other people deploy their function, rule, connection, channel, role and stack',
    records: [
      apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'shop-checkout' }),
      apiCall('events', 'PutRule', { name: 'shop-nightly', description: 'unlike mfa-watch: runs at night' }),
      apiCall('events', 'RemovePermission', { statementId: 'shop', eventBusName: 'default' }),
      apiCall('events', 'DeleteConnection', { name: 'shop-pagerduty' }),
      apiCall('chatbot', 'UpdateSlackChannelConfiguration', {
        ChatConfigurationArn: `${chat}:chat-configuration/slack-channel/shop`,
      }),
      apiCall('cloudformation', 'DeleteStackSet', { stackSetName: 'shop' }),
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
