import { allPermissions, type TrailEvent } from './trail-event';

/**
 * CloudTrail appends the version of Lambda's API to some names (Lambda developer guide); both spellings are real. Of the
 * calls for asynchronous invocation no record was found: with the version is an assumption.
 */
const versioned = (name: string, ...versions: string[]): string[] => [
  name,
  ...versions.map((version) => name + version),
];

/** Calls that hurt whoever relies on the trail, whichever trail it is. */
export const trailCalls = ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] as const;

/** Calls by which an account gets out of the organization, and what Organizations logs then in the management account. */
export const departure = 'AccountDepartedOrganization';
export const organizationCalls = ['LeaveOrganization', 'RemoveAccountFromOrganization', departure] as const;

/** Calls that hurt this deployment, if they name a part of it. */
export const partCalls: Readonly<Record<string, readonly string[]>> = {
  'events.amazonaws.com': [
    'DisableRule',
    'DeleteRule',
    'RemoveTargets',
    'PutRule',
    'PutTargets',
    'PutPermission',
    'RemovePermission',
    'DeleteEventBus',
    'UpdateEventBus',
    'DeleteConnection',
    'DeauthorizeConnection',
    'UpdateConnection',
    'DeleteApiDestination',
    'UpdateApiDestination',
  ],
  'lambda.amazonaws.com': [
    ...versioned('UpdateFunctionCode', '20150331', '20150331v2'),
    ...versioned('UpdateFunctionConfiguration', '20150331', '20150331v2'),
    ...versioned('DeleteFunction', '20150331'),
    ...versioned('PutFunctionConcurrency', '20171031'),
    ...versioned('PutFunctionEventInvokeConfig', '20190925'),
    ...versioned('UpdateFunctionEventInvokeConfig', '20190925'),
    ...versioned('DeleteFunctionEventInvokeConfig', '20190925'),
    ...versioned('AddPermission', '20150331', '20150331v2'),
    ...versioned('RemovePermission', '20150331', '20150331v2'),
    ...versioned('CreateEventSourceMapping', '20150331'),
    ...versioned('UpdateEventSourceMapping', '20150331'),
    ...versioned('DeleteEventSourceMapping', '20150331'),
  ],
  'sns.amazonaws.com': [
    'DeleteTopic',
    'Unsubscribe',
    'SetSubscriptionAttributes',
    'SetTopicAttributes',
    'PutDataProtectionPolicy',
    'AddPermission',
    'RemovePermission',
  ],
  'sqs.amazonaws.com': ['PurgeQueue', 'DeleteQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission'],
  /** Amazon Q Developer in chat applications: names of its API reference; no record of these calls was found. */
  'chatbot.amazonaws.com': [
    'DeleteSlackChannelConfiguration',
    'UpdateSlackChannelConfiguration',
    'DeleteSlackWorkspaceAuthorization',
    'DeleteCustomAction',
    'UpdateCustomAction',
    'AssociateToConfiguration',
    'DisassociateFromConfiguration',
  ],
  'dynamodb.amazonaws.com': ['DeleteTable', 'UpdateTimeToLive', 'PutResourcePolicy'],
  'kms.amazonaws.com': ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'],
  'monitoring.amazonaws.com': [
    'DeleteAlarms',
    'DisableAlarmActions',
    'PutMetricAlarm',
    'PutCompositeAlarm',
    'SetAlarmState',
  ],
  'logs.amazonaws.com': ['DeleteLogGroup', 'PutRetentionPolicy'],
  'iam.amazonaws.com': [
    'PutRolePolicy',
    'AttachRolePolicy',
    'DetachRolePolicy',
    'DeleteRolePolicy',
    'DeleteRole',
    'UpdateAssumeRolePolicy',
    'PutRolePermissionsBoundary',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'DeletePolicy',
  ],
  'cloudformation.amazonaws.com': [
    'DeleteStack',
    'UpdateStack',
    'ExecuteChangeSet',
    'DeleteStackInstances',
    'DeleteStackSet',
    'UpdateStackSet',
    'UpdateStackInstances',
  ],
};

/**
 * Where these calls name a part (the request parameters of each service's API reference, as CloudTrail spells them), and what
 * stands before the name where it is given as an ARN or a URL; empty: it is given as a name only.
 */
export const partParameters: Readonly<Record<string, Readonly<Record<string, '' | ':' | '/'>>>> = {
  'events.amazonaws.com': { name: '', rule: '', statementId: '' },
  'lambda.amazonaws.com': { functionName: ':' },
  'sns.amazonaws.com': { topicArn: ':', subscriptionArn: ':', resourceArn: ':' },
  'sqs.amazonaws.com': { queueUrl: '/' },
  'chatbot.amazonaws.com': {
    ...{ ChatConfigurationArn: '/', ChatConfiguration: '/', CustomActionArn: '/' },
    ...{ Resource: '/', SlackTeamId: '' },
  },
  'dynamodb.amazonaws.com': { tableName: '/', resourceArn: '/' },
  'kms.amazonaws.com': { keyId: '/' },
  'monitoring.amazonaws.com': { alarmName: '', alarmNames: '' },
  'logs.amazonaws.com': { logGroupName: '' },
  'iam.amazonaws.com': { roleName: '', policyArn: '/' },
  'cloudformation.amazonaws.com': { stackName: '/', stackSetName: '' },
};

/** What a deployment starts with, before CloudFormation does the rest. */
export const deployCalls: readonly string[] = [
  'UpdateStack',
  'ExecuteChangeSet',
  'UpdateStackSet',
  'UpdateStackInstances',
];

/** The call without the version of the API. */
export function callName({ name }: TrailEvent): string {
  return name.replace(/\d{8}(v\d+)?$/, '');
}

/** How the names of forwarders' and members' parts begin, whatever the home stack is called. */
export const fixedName = 'mfa-watch';

/**
 * Characters that CloudFormation keeps at least of a stack's name in the names that it makes. Lambda's and IAM's take 64: two
 * hyphens, 12 to 14 characters of its own, and the rest for stack and logical id, half each if both are long. That is not
 * documented; public names of functions show 25 before its 12.
 */
const kept = 24;

/** How the names of a stack's parts begin. */
export function partsBegin(stack: string): string {
  return stack.length > kept ? stack.slice(0, kept) : `${stack}-`;
}

/**
 * The parts of the deployment that the event names. CloudFormation begins the names of what it makes with that of the
 * stack, and the name of a stack set's stack with `StackSet-`.
 *
 * @param listed names, ids and ARNs of parts that are called otherwise.
 */
export function partsNamed({ requested = [] }: TrailEvent, stack: string, listed: readonly string[]): string[] {
  const isOurs = (part: string): boolean => {
    const name = part.replace(/^StackSet-/, '');
    return [stack, fixedName].some((own) => name === own || name.startsWith(partsBegin(own)));
  };
  return requested.flatMap((value) => {
    if (listed.includes(value)) return [value];
    // In messages of IAM the kind stands before the name: `role some-role`. Other values with spaces are descriptions.
    const name = value.replace(/^(role|policy) /, '');
    if (/\s/.test(name)) return [];
    return name
      .split(/[:/]/)
      .filter((part) => isOurs(part) || listed.includes(part))
      .slice(0, 1);
  });
}

const busCalls = new Set(['PutPermission', 'RemovePermission']);

/**
 * Whether the call is about the whole policy of the bus, and names no statement of it. Where it names no bus, either, it
 * is the default one.
 *
 * @param bus ARN of the default bus that members' events come to.
 */
export function isAboutPolicyOf(bus: string | undefined, event: TrailEvent): boolean {
  const { source, name, account, region, requested = [] } = event;
  if (bus === undefined || source !== 'events.amazonaws.com' || !busCalls.has(name)) return false;
  const [, , , busRegion, busAccount] = bus.split(':');
  return (
    account === busAccount &&
    region === busRegion &&
    requested.length > 0 &&
    requested.every((value) => [allPermissions, 'default', bus].includes(value) || value.trimStart().startsWith('{'))
  );
}

export const cloudFormation = 'cloudformation.amazonaws.com';

export function isByCloudFormation({ invokedBy, actor }: TrailEvent): boolean {
  return [invokedBy, actor.sourceIp].includes(cloudFormation);
}
