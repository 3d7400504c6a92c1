import * as z from 'zod/mini';

/**
 * A CloudTrail record as it arrives: only the fields that are used, everything else let through.
 * Optional fields of an unexpected type read as absent, because real records carry `requestParameters: "None"`,
 * `accessKeyId: ""` and missing identities (seen in public CloudTrail files); the three fields without which no record
 * can be judged (`eventTime`, `eventSource`, `eventName`) must be there.
 */
const text = z.catch(z.optional(z.string()), undefined);
const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.catch(z.optional(z.looseObject(shape)), undefined);
/** CloudTrail writes "true"/"false" as strings here, booleans elsewhere. */
const flag = z.catch(
  z.pipe(
    z.union([z.boolean(), z.string()]),
    z.transform((value) => String(value).trim().toLowerCase() === 'true'),
  ),
  false,
);

export const recordSchema = z.looseObject({
  eventTime: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  eventID: text,
  eventVersion: text,
  eventType: text,
  awsRegion: text,
  recipientAccountId: text,
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  sessionCredentialFromConsole: flag,
  addendum: object({ originalEventID: text }),
  userIdentity: object({
    type: text,
    principalId: text,
    arn: text,
    accountId: text,
    accessKeyId: text,
    userName: text,
    invokedBy: text,
    onBehalfOf: object({ userId: text }),
    sessionContext: object({
      attributes: object({ mfaAuthenticated: flag }),
      assumedRoot: flag,
      sessionIssuer: object({ userName: text, arn: text }),
      webIdFederationData: object({ federatedProvider: text }),
    }),
  }),
  requestParameters: object({
    userName: text,
    /** Identity Center names the user in either way. */
    userId: text,
    user: object({ userName: text, userId: text }),
    serialNumber: text,
    groupName: text,
    roleName: text,
    policyName: text,
    policyArn: text,
    policyDocument: text,
    versionId: text,
    setAsDefault: flag,
  }),
  responseElements: object({
    policy: object({ arn: text }),
    policyVersion: object({ versionId: text }),
    ConsoleLogin: text,
    CheckMfa: text,
    PasswordRecoveryRequested: text,
    PasswordRecoveryCompleted: text,
    PasswordUpdated: text,
    EmailUpdated: text,
    virtualMFADevice: object({ serialNumber: text }),
  }),
  additionalEventData: object({ MFAUsed: text, MFAIdentifier: text, CredentialType: text, LoginTo: text }),
  serviceEventDetails: object({ CredentialVerification: text }),
});

export type CloudTrailRecord = z.infer<typeof recordSchema>;
export type UserIdentity = NonNullable<CloudTrailRecord['userIdentity']>;
