import type { TrailEvent } from './trail-event';

/** What a call does to whoever relies on this detector, if it takes effect. */
const harms = [
  /** Alerts may stop at once. */
  'silences',
  /** Those of member accounts may stop. */
  'silencesMembers',
  /** Events of one account may arrive no more. */
  'losesAccount',
  /** A deployment starts with it, before CloudFormation does the rest. A change set may be executed without the stack's name. */
  'deploys',
  'changes',
] as const;
export type Harm = (typeof harms)[number];

type Calls = Readonly<Partial<Record<Harm, readonly string[]>>>;

/** Calls that hurt whoever relies on the trail, whichever trail it is. */
const trail: Calls = { silences: ['StopLogging', 'DeleteTrail'], changes: ['UpdateTrail', 'PutEventSelectors'] };

/** Calls by which an account gets out of the organization, and what Organizations logs then in the management account. */
export const departure = 'AccountDepartedOrganization';
const organization: Calls = { losesAccount: ['LeaveOrganization', 'RemoveAccountFromOrganization', departure] };

interface Part extends Calls {
  /**
   * Where the calls name a part (the request parameters of the service's API reference, as CloudTrail spells them), and what
   * stands before the name where it is given as an ARN or a URL; empty: it is given as a name only. A dot leads into an
   * object.
   */
  parameters: Readonly<Record<string, '' | ':' | '/'>>;
}

/** Calls that hurt this deployment, if they name a part of it. */
const parts: Readonly<Record<string, Part>> = {
  'events.amazonaws.com': {
    parameters: { name: '', rule: '', statementId: '' },
    silences: [
      ...['DisableRule', 'DeleteRule', 'RemoveTargets', 'DeleteEventBus'],
      ...['DeleteConnection', 'DeauthorizeConnection', 'DeleteApiDestination'],
    ],
    silencesMembers: ['RemovePermission'],
    changes: [
      ...['PutRule', 'PutTargets', 'PutPermission'],
      ...['UpdateEventBus', 'UpdateConnection', 'UpdateApiDestination'],
    ],
  },
  'lambda.amazonaws.com': {
    parameters: { functionName: ':' },
    silences: versioned('DeleteFunction', '20150331'),
    changes: [
      ...versioned('UpdateFunctionCode', '20150331', '20150331v2'),
      ...versioned('UpdateFunctionConfiguration', '20150331', '20150331v2'),
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
  },
  'sns.amazonaws.com': {
    parameters: { topicArn: ':', subscriptionArn: ':', resourceArn: ':' },
    silences: ['DeleteTopic'],
    changes: [
      ...['Unsubscribe', 'SetSubscriptionAttributes', 'SetTopicAttributes'],
      ...['PutDataProtectionPolicy', 'AddPermission', 'RemovePermission'],
    ],
  },
  'sqs.amazonaws.com': {
    parameters: { queueUrl: '/' },
    changes: ['PurgeQueue', 'DeleteQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission'],
  },
  /** Amazon Q Developer in chat applications: names of its API reference; no record of these calls was found. */
  'chatbot.amazonaws.com': {
    parameters: {
      ...{ ChatConfigurationArn: '/', ChatConfiguration: '/', CustomActionArn: '/' },
      ...{ Resource: '/', SlackTeamId: '' },
    },
    silences: ['DeleteSlackChannelConfiguration', 'DeleteSlackWorkspaceAuthorization'],
    changes: [
      ...['UpdateSlackChannelConfiguration', 'DeleteCustomAction', 'UpdateCustomAction'],
      ...['AssociateToConfiguration', 'DisassociateFromConfiguration'],
    ],
  },
  'dynamodb.amazonaws.com': {
    parameters: { tableName: '/', resourceArn: '/' },
    changes: ['DeleteTable', 'UpdateTable', 'UpdateTimeToLive', 'PutResourcePolicy'],
  },
  'kms.amazonaws.com': {
    parameters: { keyId: '/' },
    changes: ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy', 'RevokeGrant'],
  },
  /** Of PutAlarmMuteRule no record was found: its parameters are those of the API reference, spelled as the others are. */
  'monitoring.amazonaws.com': {
    parameters: { alarmName: '', alarmNames: '', 'muteTargets.alarmNames': '' },
    changes: [
      ...['DeleteAlarms', 'DisableAlarmActions', 'PutAlarmMuteRule'],
      ...['PutMetricAlarm', 'PutCompositeAlarm', 'SetAlarmState'],
    ],
  },
  'logs.amazonaws.com': {
    parameters: { logGroupName: '' },
    changes: ['DeleteLogGroup', 'PutRetentionPolicy'],
  },
  'iam.amazonaws.com': {
    parameters: { roleName: '', policyArn: '/' },
    changes: [
      ...['PutRolePolicy', 'AttachRolePolicy', 'DetachRolePolicy', 'DeleteRolePolicy', 'DeleteRole'],
      ...['UpdateAssumeRolePolicy', 'PutRolePermissionsBoundary'],
      ...['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicy'],
    ],
  },
  'cloudformation.amazonaws.com': {
    parameters: { stackName: '/', stackSetName: '' },
    silences: ['DeleteStack'],
    silencesMembers: ['DeleteStackInstances', 'DeleteStackSet'],
    deploys: ['UpdateStack', 'CreateChangeSet', 'ExecuteChangeSet', 'UpdateStackSet', 'UpdateStackInstances'],
    changes: ['UpdateTerminationProtection', 'RollbackStack'],
  },
};

const all: Readonly<Record<string, Calls>> = {
  'cloudtrail.amazonaws.com': trail,
  'organizations.amazonaws.com': organization,
  ...parts,
};

export const trailCalls = namesIn(trail);
export const organizationCalls = namesIn(organization);
export const partCalls = ofParts(namesIn);
export const partParameters = ofParts(({ parameters }) => parameters);

export function harmOf({ source, name }: Pick<TrailEvent, 'source' | 'name'>): Harm | undefined {
  return harms.find((harm) => all[source]?.[harm]?.includes(name));
}

/**
 * CloudTrail appends the version of Lambda's API to some names (Lambda developer guide); both spellings are real. Of the
 * calls for asynchronous invocation no record was found: with the version is an assumption.
 */
function versioned(name: string, ...versions: string[]): string[] {
  return [name, ...versions.map((version) => name + version)];
}

/** The call without the version of the API. */
export function callName({ name }: TrailEvent): string {
  return name.replace(/\d{8}(v\d+)?$/, '');
}

function namesIn(calls: Calls): string[] {
  return harms.flatMap((harm) => calls[harm] ?? []);
}

function ofParts<Value>(of: (part: Part) => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(parts).map(([source, part]) => [source, of(part)]));
}
