import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Milliseconds. Together with the retries well below the function's timeout of 30 s. */
const limits = { maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 } };

export const awsClients = () => ({
  dynamodb: new DynamoDBClient(limits),
  iam: new IAMClient(limits),
  sns: new SNSClient(limits),
  sqs: new SQSClient(limits),
});
