import { beforeAll, expect, test } from '@jest/globals';
import { endpoint, folder } from './aws';
import { bootstrap, cdk, firstDeployment } from './deployment';

/** An account that nothing else is tested in. */
const account = '333344445555';
const options = { endpoint, folder };
const regions = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'];

/** Names of the stacks that are there, in all regions. */
async function stacks(): Promise<string[]> {
  const answers = regions.map(async (region) => {
    const text = await call(region, 'cloudformation', 'Action=DescribeStacks&Version=2010-05-15');
    return [...text.matchAll(/<StackName>([^<]+)<\/StackName>/g)].map(([, name = '']) => name);
  });
  return (await Promise.all(answers)).flat().filter((name) => name !== 'CDKToolkit');
}

async function call(region: string, service: string, body: string, target?: string): Promise<string> {
  const credential = `Credential=${account}/20261122/${region}/${service}/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`,
      'content-type': target === undefined ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.0',
      ...(target !== undefined && { 'x-amz-target': target }),
    },
    body,
  });
  return answer.text();
}

beforeAll(async () => {
  await bootstrap(options, account);
  await cdk('npx cdk deploy', options, account);
}, 120_000);

test('plain `npx cdk deploy` puts up the home stack alone', async () => {
  expect(await stacks()).toEqual(['mfa-watch']);
});

test('`npx cdk destroy --all` takes away what the first deployment put up, in all regions, but for the table', async () => {
  await cdk(firstDeployment(), options, account);
  expect((await stacks()).sort()).toEqual([
    'mfa-watch',
    'mfa-watch-ap-southeast-2',
    'mfa-watch-eu-north-1',
    'mfa-watch-us-east-2',
  ]);

  await cdk('npx cdk destroy --all --force', options, account);

  expect(await stacks()).toEqual([]);
  const tables = await call('us-east-1', 'dynamodb', '{}', 'DynamoDB_20120810.ListTables');
  expect(tables).toMatch(/mfa-watch-Memory/);
  const topics = await call('us-east-1', 'sns', 'Action=ListTopics&Version=2010-03-31');
  expect(topics).not.toMatch(/mfa-watch/);
}, 180_000);
