import type { TrailEvent } from './trail-event';

/** CloudTrail appends the version of Lambda's API to some names (Lambda developer guide); both spellings are real. */
const versioned = (name: string, ...versions: string[]): string[] => [
  name,
  ...versions.map((version) => name + version),
];

/** Calls that hurt whoever relies on the trail, whichever trail it is. */
export const trailCalls = ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'] as const;

/** Calls that hurt this deployment, if they name a part of it. */
export const partCalls: Readonly<Record<string, readonly string[]>> = {
  'events.amazonaws.com': ['DisableRule', 'DeleteRule', 'RemoveTargets', 'PutRule', 'PutTargets'],
  'lambda.amazonaws.com': [
    ...versioned('UpdateFunctionCode', '20150331', '20150331v2'),
    ...versioned('UpdateFunctionConfiguration', '20150331', '20150331v2'),
    ...versioned('DeleteFunction', '20150331'),
    ...versioned('PutFunctionConcurrency', '20171031'),
    'DeleteFunctionEventInvokeConfig',
    ...versioned('RemovePermission', '20150331', '20150331v2'),
  ],
  'sns.amazonaws.com': [
    'DeleteTopic',
    'Unsubscribe',
    'SetSubscriptionAttributes',
    'SetTopicAttributes',
    'RemovePermission',
  ],
  'sqs.amazonaws.com': ['PurgeQueue', 'DeleteQueue', 'SetQueueAttributes'],
  'dynamodb.amazonaws.com': ['DeleteTable', 'UpdateTimeToLive'],
  'kms.amazonaws.com': ['DisableKey', 'ScheduleKeyDeletion', 'PutKeyPolicy'],
  'monitoring.amazonaws.com': ['DeleteAlarms', 'DisableAlarmActions', 'PutMetricAlarm'],
  'logs.amazonaws.com': ['DeleteLogGroup', 'PutRetentionPolicy'],
  'iam.amazonaws.com': [
    'PutRolePolicy',
    'AttachRolePolicy',
    'DetachRolePolicy',
    'DeleteRolePolicy',
    'DeleteRole',
    'UpdateAssumeRolePolicy',
  ],
  'cloudformation.amazonaws.com': ['DeleteStack', 'UpdateStack', 'ExecuteChangeSet'],
};

/** The call without the version of the API. */
export function callName({ name }: TrailEvent): string {
  return name.replace(/\d{8}(v\d+)?$/, '');
}

/**
 * The parts of the deployment that the event names. CloudFormation begins the names of what it makes with that of the
 * stack.
 *
 * @param listed names, ids and ARNs of parts that are called otherwise.
 */
export function partsNamed({ requested = [] }: TrailEvent, stack: string, listed: readonly string[]): string[] {
  return requested.flatMap((value) => {
    if (listed.includes(value)) return [value];
    // In messages of IAM the kind stands before the name: `role some-role`. Other values with spaces are descriptions.
    const name = value.replace(/^(role|policy) /, '');
    if (/\s/.test(name)) return [];
    return name
      .split(/[:/]/)
      .filter((part) => part === stack || part.startsWith(`${stack}-`) || listed.includes(part))
      .slice(0, 1);
  });
}

export function isByCloudFormation({ invokedBy, actor }: TrailEvent): boolean {
  return [invokedBy, actor.sourceIp].includes('cloudformation.amazonaws.com');
}
