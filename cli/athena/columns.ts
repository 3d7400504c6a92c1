import { type Column, isList, type Shape } from '../../lambda/adapters/trail-files/columns';

/** Without these nothing can be judged. */
export const essential: readonly Column[] = [
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
];

/** Without these something is judged worse; why, for those who must decide whether to make the table anew. */
export const useful: Partial<Record<Column, string>> = {
  additionalEventData: 'whether sign-ins used MFA',
  serviceEventDetails: 'what came of sign-ins to Identity Center',
  recipientAccountId: 'which account a record is of',
  awsRegion: 'the region',
  eventID: 'which records are copies of one another',
  sourceIPAddress: 'the address',
  sessionCredentialFromConsole: 'which calls came from the console',
  addendum: 'which records AWS has sent again',
};

/** The type in Hive's language, in which Athena takes tables. */
export function hiveType(shape: Shape): string {
  if (shape === 'map') return 'MAP<STRING,STRING>';
  if (typeof shape === 'string') return 'STRING';
  if (isList(shape)) return `ARRAY<${hiveType(shape[0])}>`;
  const fields = Object.entries(shape).map(([name, inner]) => `${name.toLowerCase()}:${hiveType(inner)}`);
  return `STRUCT<${fields.join(',')}>`;
}
