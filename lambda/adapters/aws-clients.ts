import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Milliseconds. Together with the retries well below the function's timeout of 30 s. Unless it is told to throw, the SDK only
 * warns when a call takes longer, and waits on.
 */
const limits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};

/** For what may take minutes: a page of a large account takes IAM some seconds, and it throttles who asks for many. */
const patient = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/** IAM and Organizations answer in any region of the partition (SDK's endpoint rules); STS in the function's own. */
export const awsClients = () => ({
  dynamodb: new DynamoDBClient(limits),
  // Most events need none of these, and each takes time to load.
  iam: once(async () => new (await import('./late/iam')).IAMClient(limits)),
  patientIam: once(async () => new (await import('./late/iam')).IAMClient(patient)),
  sns: once(async () => new (await import('./late/sns')).SNSClient(limits)),
  organizations: once(async () => new (await import('./late/organizations')).OrganizationsClient(limits)),
  sqs: once(async () => new (await import('./late/sqs')).SQSClient(limits)),
  sts: once(async () => new (await import('./late/sts')).STSClient(limits)),
  eventBridge: once(async () => new (await import('./late/eventbridge')).EventBridgeClient(limits)),
  /** Repeats nothing by itself: who calls it has to keep to a rate. */
  cloudTrail: async (region: string) =>
    new (await import('./late/cloudtrail')).CloudTrailClient({ ...limits, region, maxAttempts: 1 }),
  securityHub: once(async () => new (await import('./late/securityhub')).SecurityHubClient(limits)),
});

/** Makes it when it is first asked for. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}

/** Milliseconds for one look-up, however many calls it takes: three in a row leave half of the function's time. */
const lookUpTime = 5_000;

/** @throws TimeoutError when time is up; the calls themselves are left to end by their own limits. */
export async function inTime<Result>(lookUp: Promise<Result>, time = lookUpTime): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${time} ms`), { name: 'TimeoutError' }));
    }, time);
  });
  try {
    return await Promise.race([lookUp, late]);
  } finally {
    clearTimeout(timer);
  }
}
