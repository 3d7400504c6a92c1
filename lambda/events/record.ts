import * as z from 'zod/mini';
import { bounded } from './text';

/**
 * A CloudTrail record as it arrives: only the fields that are used, everything else let through.
 * Optional fields of an unexpected type read as absent, because real records carry `requestParameters: "None"`,
 * `accessKeyId: ""` and missing identities (seen in public CloudTrail files); the three fields without which no record
 * can be judged (`eventTime`, `eventSource`, `eventName`) must be there.
 */
const orAbsent = <Value>(read: (value: unknown) => Value | undefined) => z.optional(z.transform(read));
const text = orAbsent((value) => (typeof value === 'string' ? value : undefined));
const name = orAbsent((value) => (typeof value === 'string' ? bounded(value) : undefined));
const some = orAbsent((value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined,
);
const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.pipe(some, z.optional(z.looseObject(shape)));
/** CloudTrail writes "true"/"false" as strings here, booleans elsewhere. */
const flag = z.pipe(
  z.optional(z.unknown()),
  z.transform((value) => /^(?:string|boolean)$/.test(typeof value) && String(value).trim().toLowerCase() === 'true'),
);

export const recordSchema = z.looseObject({
  eventTime: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
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

export type CloudTrailRecord = z.infer<typeof recordSchema>;
export type UserIdentity = NonNullable<CloudTrailRecord['userIdentity']>;
