import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

/** The least that a function could load which does this work: its clients, and nothing of its own. */
export const handler = () => [
  ...[new DynamoDBClient(), PutItemCommand, QueryCommand],
  ...[new SNSClient(), PublishCommand],
  ...[new IAMClient(), ListMFADevicesCommand],
];
