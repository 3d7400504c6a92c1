import { bounded } from './text';

/**
 * A CloudTrail record as it arrives: only the fields that are used are read. Fields of an unexpected type read as absent,
 * because real records carry `requestParameters: "None"`, `accessKeyId: ""` and missing identities (seen in public
 * CloudTrail files); the three fields without which no record can be judged (`eventTime`, `eventSource`, `eventName`) must
 * be there.
 *
 * By hand, field by field, and not by a schema: every event passes here, and it takes a tenth of the time.
 */
export type CloudTrailRecord = ReturnType<typeof recordOf> & Record<(typeof needed)[number], string>;
export type UserIdentity = NonNullable<CloudTrailRecord['userIdentity']>;

type Unread = Readonly<Record<string, unknown>>;

const needed = ['eventTime', 'eventSource', 'eventName'] as const;

/** @returns the record, or what is wrong with it in words. */
export function readRecord(raw: unknown): { record: CloudTrailRecord } | { problem: string } {
  const unread = object(raw);
  if (unread === undefined) return { problem: 'not a CloudTrail record: expected a JSON object' };
  const record = recordOf(unread);
  const missing = needed.filter((field) => record[field] === undefined);
  if (missing.length > 0) return { problem: `not a CloudTrail record: ${missing.join(', ')} missing or not text` };
  return { record: record as CloudTrailRecord };
}

function recordOf(unread: Unread) {
  const { eventTime, eventSource, eventName, eventID, eventVersion, awsRegion, recipientAccountId } = unread;
  const { sourceIPAddress, userAgent, errorCode, errorMessage, sessionCredentialFromConsole, addendum } = unread;
  const { userIdentity, requestParameters, responseElements, additionalEventData, serviceEventDetails } = unread;
  return {
    eventTime: text(eventTime),
    eventSource: text(eventSource),
    eventName: text(eventName),
    eventID: unlessNone(text(eventID)),
    eventVersion: text(eventVersion),
    awsRegion: fact(awsRegion),
    recipientAccountId: fact(recipientAccountId),
    sourceIPAddress: fact(sourceIPAddress),
    userAgent: text(userAgent),
    errorCode: fact(errorCode),
    errorMessage: unlessNone(text(errorMessage)),
    sessionCredentialFromConsole: flag(sessionCredentialFromConsole),
    addendum: read(addendum, ({ originalEventID }) => ({ originalEventID: unlessNone(text(originalEventID)) })),
    userIdentity: read(userIdentity, userIdentityOf),
    requestParameters: read(requestParameters, requestParametersOf),
    responseElements: read(responseElements, responseElementsOf),
    additionalEventData: read(additionalEventData, additionalEventDataOf),
    serviceEventDetails: read(serviceEventDetails, serviceEventDetailsOf),
    /** With whatever else stands there. */
    unread: { requestParameters: object(requestParameters), serviceEventDetails: object(serviceEventDetails) },
  };
}

function userIdentityOf(unread: Unread) {
  const { type, principalId, arn, accountId, accessKeyId, userName, invokedBy, onBehalfOf, sessionContext } = unread;
  return {
    type: fact(type),
    principalId: fact(principalId),
    arn: fact(arn),
    accountId: fact(accountId),
    accessKeyId: fact(accessKeyId),
    userName: name(userName),
    invokedBy: fact(invokedBy),
    onBehalfOf: read(onBehalfOf, ({ userId }) => ({ userId: fact(userId) })),
    sessionContext: read(sessionContext, sessionContextOf),
  };
}

function sessionContextOf({ attributes, assumedRoot, sessionIssuer, webIdFederationData }: Unread) {
  return {
    attributes: read(attributes, ({ mfaAuthenticated }) => ({ mfaAuthenticated: flag(mfaAuthenticated) })),
    assumedRoot: flag(assumedRoot),
    sessionIssuer: read(sessionIssuer, ({ userName, arn }) => ({ userName: name(userName), arn: fact(arn) })),
    webIdFederationData: read(webIdFederationData, ({ federatedProvider }) => ({
      federatedProvider: unlessNone(text(federatedProvider)),
    })),
  };
}

function requestParametersOf(unread: Unread) {
  const { userName, userId, user, accountId, serialNumber, groupName, roleName } = unread;
  const { policyName, policyArn, policyDocument, versionId, setAsDefault, removeAllPermissions, muteTargets } = unread;
  return {
    userName: name(userName),
    /** Identity Center names the user in either way. */
    userId: fact(userId),
    user: read(user, ({ userName, userId }) => ({ userName: name(userName), userId: fact(userId) })),
    /** Account Management: the member whose root it is about. */
    accountId: fact(accountId),
    serialNumber: fact(serialNumber),
    groupName: name(groupName),
    roleName: name(roleName),
    policyName: name(policyName),
    policyArn: fact(policyArn),
    policyDocument: text(policyDocument),
    versionId: fact(versionId),
    setAsDefault: flag(setAsDefault),
    removeAllPermissions: flag(removeAllPermissions),
    /** CloudWatch's alarms that are to be quiet. */
    muteTargets: object(muteTargets),
  };
}

function responseElementsOf(unread: Unread) {
  const { ConsoleLogin, CheckMfa, PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated } = unread;
  const { EmailUpdated, policy, policyVersion, virtualMFADevice, accessKey } = unread;
  return {
    ConsoleLogin: fact(ConsoleLogin),
    CheckMfa: fact(CheckMfa),
    PasswordRecoveryRequested: fact(PasswordRecoveryRequested),
    PasswordRecoveryCompleted: fact(PasswordRecoveryCompleted),
    PasswordUpdated: fact(PasswordUpdated),
    EmailUpdated: fact(EmailUpdated),
    policy: read(policy, ({ arn }) => ({ arn: fact(arn) })),
    policyVersion: read(policyVersion, ({ versionId }) => ({ versionId: fact(versionId) })),
    virtualMFADevice: read(virtualMFADevice, ({ serialNumber }) => ({ serialNumber: fact(serialNumber) })),
    accessKey: read(accessKey, ({ accessKeyId }) => ({ accessKeyId: fact(accessKeyId) })),
  };
}

function additionalEventDataOf({ MFAUsed, MFAIdentifier, CredentialType, LoginTo }: Unread) {
  return {
    MFAUsed: fact(MFAUsed),
    MFAIdentifier: fact(MFAIdentifier),
    CredentialType: fact(CredentialType),
    LoginTo: unlessNone(text(LoginTo)),
  };
}

function serviceEventDetailsOf({ CredentialVerification }: Unread) {
  return { CredentialVerification: fact(CredentialVerification) };
}

function object(value: unknown): Unread | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Unread) : undefined;
}

function read<Value>(value: unknown, of: (unread: Unread) => Value): Value | undefined {
  const unread = object(value);
  return unread && of(unread);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' ? bounded(value) : undefined;
}

/**
 * Files that have been through other tools say "None" where CloudTrail has nothing (seen in public sets). Only of what
 * cannot be called so: a user, role or policy may be.
 */
function unlessNone(value: string | undefined): string | undefined {
  return value?.trim() === 'None' ? undefined : value;
}

function fact(value: unknown): string | undefined {
  return unlessNone(name(value));
}

/** CloudTrail writes "true"/"false" as strings here, booleans elsewhere. */
function flag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}
