import { bounded } from './text';

/**
 * A CloudTrail record as it arrives: only the fields that are used are looked at, everything else is let through.
 * Fields of an unexpected type read as absent, because real records carry `requestParameters: "None"`,
 * `accessKeyId: ""` and missing identities (seen in public CloudTrail files); the three fields without which no record
 * can be judged (`eventTime`, `eventSource`, `eventName`) must be there.
 *
 * By hand, and not by a schema: every event passes here, and it takes a fifth of the time.
 */
type Read<Value> = (value: unknown) => Value | undefined;
type Fields = Readonly<Record<string, Read<unknown>>>;
type Shape<F extends Fields> = { [Name in keyof F]?: ReturnType<F[Name]> };

const text: Read<string> = (value) => (typeof value === 'string' ? value : undefined);
const name: Read<string> = (value) => (typeof value === 'string' ? bounded(value) : undefined);
/** CloudTrail writes "true"/"false" as strings here, booleans elsewhere. */
const flag: Read<boolean> = (value) =>
  value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');

function object<F extends Fields>(fields: F): Read<Shape<F>> {
  const known = Object.entries(fields);
  return (value) => {
    if (!isObject(value)) return undefined;
    // What is known goes first, whatever else somebody has put before it.
    const read: Record<string, unknown> = {};
    for (const [key, readField] of known) if (Object.hasOwn(value, key)) read[key] = readField(value[key]);
    for (const key of Object.keys(value))
      if (!Object.hasOwn(fields, key) && key !== '__proto__') read[key] = value[key];
    return read as Shape<F>;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const record = object({
  eventTime: text,
  eventSource: text,
  eventName: text,
  eventID: text,
  eventVersion: text,
  eventType: text,
  awsRegion: name,
  recipientAccountId: name,
  sourceIPAddress: name,
  userAgent: text,
  errorCode: name,
  errorMessage: text,
  sessionCredentialFromConsole: flag,
  addendum: object({ originalEventID: text }),
  userIdentity: object({
    type: name,
    principalId: name,
    arn: name,
    accountId: name,
    accessKeyId: name,
    userName: name,
    invokedBy: name,
    onBehalfOf: object({ userId: name }),
    sessionContext: object({
      attributes: object({ mfaAuthenticated: flag }),
      assumedRoot: flag,
      sessionIssuer: object({ userName: name, arn: name }),
      webIdFederationData: object({ federatedProvider: text }),
    }),
  }),
  requestParameters: object({
    userName: name,
    /** Identity Center names the user in either way. */
    userId: name,
    user: object({ userName: name, userId: name }),
    /** Account Management: the member whose root it is about. */
    accountId: name,
    serialNumber: name,
    groupName: name,
    roleName: name,
    policyName: name,
    policyArn: name,
    policyDocument: text,
    versionId: name,
    setAsDefault: flag,
    removeAllPermissions: flag,
  }),
  responseElements: object({
    policy: object({ arn: name }),
    policyVersion: object({ versionId: name }),
    ConsoleLogin: text,
    CheckMfa: text,
    PasswordRecoveryRequested: text,
    PasswordRecoveryCompleted: text,
    PasswordUpdated: text,
    EmailUpdated: text,
    virtualMFADevice: object({ serialNumber: name }),
    accessKey: object({ accessKeyId: name }),
  }),
  additionalEventData: object({ MFAUsed: text, MFAIdentifier: name, CredentialType: name, LoginTo: text }),
  serviceEventDetails: object({ CredentialVerification: text }),
});

const needed = ['eventTime', 'eventSource', 'eventName'] as const;

export type CloudTrailRecord = NonNullable<ReturnType<typeof record>> & Record<(typeof needed)[number], string>;
export type UserIdentity = NonNullable<CloudTrailRecord['userIdentity']>;

/** @returns the record, or what is wrong with it in words. */
export function readRecord(raw: unknown): { record: CloudTrailRecord } | { problem: string } {
  const read = record(raw);
  if (read === undefined) return { problem: 'not a CloudTrail record: expected a JSON object' };
  const missing = needed.filter((field) => read[field] === undefined);
  if (missing.length > 0) return { problem: `not a CloudTrail record: ${missing.join(', ')} missing or not text` };
  return { record: read as CloudTrailRecord };
}
