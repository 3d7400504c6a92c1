/** `json`: text that holds JSON. `flag`: text that says true or false. */
type Value = 'text' | 'json' | 'flag' | 'map';
export interface Struct {
  readonly [field: string]: Value | Struct;
}
/** With `[…]`: a list of such. */
export type Shape = Value | Struct | readonly [Struct];

const userIdentity: Struct = {
  type: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  invokedBy: 'text',
  accessKeyId: 'text',
  userName: 'text',
  onBehalfOf: { userId: 'text', identityStoreArn: 'text' },
  sessionContext: {
    attributes: { mfaAuthenticated: 'text', creationDate: 'text' },
    sessionIssuer: { type: 'text', principalId: 'text', arn: 'text', accountId: 'text', userName: 'text' },
    ec2RoleDelivery: 'text',
    assumedRoot: 'text',
    webIdFederationData: { federatedProvider: 'text', attributes: 'map' },
  },
  identityProvider: 'text',
  credentialId: 'text',
};

/**
 * The columns of AWS's own CREATE TABLE for CloudTrail (Athena user guide, "Create the table for CloudTrail logs in Athena
 * using partition projection"), by the names that the record has; those of the table are the same in lower case. Of
 * `userIdentity`, AWS leaves out assumedRoot, identityProvider and credentialId.
 */
export const columns = {
  eventVersion: 'text',
  userIdentity,
  eventTime: 'text',
  eventSource: 'text',
  eventName: 'text',
  awsRegion: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  errorCode: 'text',
  errorMessage: 'text',
  requestParameters: 'json',
  responseElements: 'json',
  additionalEventData: 'json',
  requestID: 'text',
  eventID: 'text',
  readOnly: 'flag',
  resources: [{ ARN: 'text', accountId: 'text', type: 'text' }],
  eventType: 'text',
  apiVersion: 'text',
  recipientAccountId: 'text',
  serviceEventDetails: 'json',
  sharedEventID: 'text',
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  eventCategory: 'text',
  addendum: { reason: 'text', updatedFields: 'text', originalRequestID: 'text', originalEventID: 'text' },
  sessionCredentialFromConsole: 'text',
  edgeDeviceDetails: 'json',
  tlsDetails: { tlsVersion: 'text', cipherSuite: 'text', clientProvidedHostHeader: 'text' },
} as const satisfies Record<string, Shape>;

export type Column = keyof typeof columns;
export const columnNames = Object.keys(columns) as Column[];

export function isList(shape: Shape): shape is readonly [Struct] {
  return Array.isArray(shape);
}
