import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { inlineLimit } from '../../lib/templates/commands';
import { consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import { clientIn, endpoint, folder } from './aws';
import { Child } from './child';
import { emulated } from './emulated';
import { envelope, happening } from './envelopes';
import { publishes } from './interception';
import { enrol } from './people';

/** Accounts that nothing else is tested in. */
const home = '444455556666';
const member = '555566667777';
const organization = 'o-a1b2c3d4e5';
const output = join(folder, 'templates');
const homeBus = `arn:aws:events:us-east-1:${home}:event-bus/default`;

type Parameters = Record<string, string>;
interface Place {
  of: string;
  region: string;
}

/** What each call of CloudFormation says of a stack. */
async function stack({ of }: Place, template: string, parameters: Parameters) {
  return {
    StackName: `mfa-watch-${template}`,
    ...(await templateOf(template, of)),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  };
}

/** In the call itself, or by way of a bucket where it is too large for that. */
async function templateOf(template: string, of: string): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
  const read: unknown = JSON.parse(readFileSync(join(output, `mfa-watch-${template}.template.json`), 'utf8'));
  const body = JSON.stringify(emulated(read));
  if (Buffer.byteLength(body) <= inlineLimit) return { TemplateBody: body };
  const bucket = `/templates-${of}`;
  await put(bucket, undefined, of);
  await put(`${bucket}/${template}.json`, Buffer.from(body), of);
  return { TemplateURL: `${endpoint}${bucket}/${template}.json` };
}

const cloudformation = ({ region, of }: Place) => new CloudFormationClient(clientIn(region, of));
const waiting = (client: CloudFormationClient) => ({ client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 });

async function create(place: Place, template: string, parameters: Parameters): Promise<void> {
  const client = cloudformation(place);
  const input = await stack(place, template, parameters);
  await client.send(new CreateStackCommand(input));
  await waitUntilStackCreateComplete(waiting(client), { StackName: input.StackName });
}

const atHome = { of: home, region: 'us-east-1' };
const code = { CodeBucket: 'code', CodeKey: 'mfa-watch-functions.zip' };
const chosen = { ...code, AlertEmail: 'security@example.com', LogRetentionDays: '30' };

beforeAll(async () => {
  const options = ['--config', 'test/e2e/mfa-watch.yaml', '--output', output];
  await Child.run('npm', ['run', 'templates', '--', ...options], { log: join(folder, 'templates.log') });
  await put('/code');
  await put(`/code/${code.CodeKey}`, readFileSync(join(output, code.CodeKey)));
  await create(atHome, 'home', { ...chosen, OrganizationId: '' });
});

/** Into S3 of an account. */
async function put(path: string, body?: Uint8Array<ArrayBuffer>, of = home): Promise<void> {
  const answer = await fetch(endpoint + path, { method: 'PUT', headers: signed('s3', of), ...(body && { body }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}: ${await answer.text()}`);
}

function signed(service: string, of = home): Record<string, string> {
  const credential = `Credential=${of}/20261122/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none` };
}

async function outputs(): Promise<Record<string, string | undefined>> {
  const { Stacks } = await cloudformation(atHome).send(new DescribeStacksCommand({ StackName: 'mfa-watch-home' }));
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
}

/** A user gets a second device by somebody with a long-term key, and the deployed function hears of it. */
async function secondDevice(user: string): Promise<void> {
  const [, serial = ''] = await enrol(user, [`${user}-phone`, `${user}-tablet`], home);
  const { patch } = happening(5);
  const situation = { by: `${user}-intruder`, with: 'long-term-key', for: user, serial } as const;
  const event = envelope(enableMfaDevice({ ...situation, patch: { ...patch, recipientAccountId: home } }));
  const { FunctionName = '' } = await outputs();
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${FunctionName}/invocations`, {
    method: 'POST',
    headers: signed('lambda'),
    body: JSON.stringify(event),
  });
  expect([answer.status, answer.headers.get('x-amz-function-error'), await answer.text()]).toEqual([200, null, 'null']);
}

async function toldOf(user: string): Promise<unknown[]> {
  const { AlertTopicArn } = await outputs();
  const mailed = (await publishes(user)).filter(({ topic }) => topic === AlertTopicArn);
  return mailed.map(({ message }) => JSON.parse((JSON.parse(message) as { sqs: string }).sqs) as unknown);
}

/** Its trust policy; undefined if there is no such role. */
async function role(of: string, RoleName: string): Promise<string | undefined> {
  const client = new IAMClient(clientIn('us-east-1', of));
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  } catch (problem) {
    if (problem instanceof NoSuchEntityException) return undefined;
    throw problem;
  }
}

describe('the home template', () => {
  const alert = { severity: 'critical', account: home, devices: { status: 'known', count: 2 } };

  test('deploys a function that sends alerts', async () => {
    await secondDevice('rosa');
    expect(await toldOf('rosa')).toMatchObject([alert]);
    expect(await role(home, 'mfa-watch-detect')).toBeUndefined();
  });

  test('takes in the organization with an update', async () => {
    const client = cloudformation(atHome);
    await client.send(new UpdateStackCommand(await stack(atHome, 'home', { ...chosen, OrganizationId: organization })));
    await waitUntilStackUpdateComplete(waiting(client), { StackName: 'mfa-watch-home' });

    expect(await role(home, 'mfa-watch-detect')).toContain('lambda.amazonaws.com');
    await secondDevice('sina');
    expect(await toldOf('sina')).toMatchObject([alert]);
  });

  test.each([
    ['an address that is none', 'us-east-1', { AlertEmail: 'security' }, 'expected an e-mail address'],
    ['a severity that is none', 'us-east-1', { MinimumSeverity: 'urgent' }, 'MinimumSeverity'],
    ['another region than the home region', 'eu-north-1', {}, 'Events of IAM are in these regions only'],
  ])('refuses %s', async (_, region, wrong, words) => {
    await expect(create({ of: member, region }, 'home', { ...chosen, ...wrong })).rejects.toThrow(words);
  });
});

/** Targets of the rules that are deployed there and match the event. */
async function targetsOf(event: Record<string, unknown>, { region, of }: Place): Promise<(string | undefined)[]> {
  const bus = new EventBridgeClient(clientIn(region, of));
  const { Rules = [] } = await bus.send(new ListRulesCommand({}));
  const asked = Rules.map(async ({ Name, EventPattern }) => {
    const { Result } = await bus.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }));
    if (Result !== true) return [];
    const { Targets = [] } = await bus.send(new ListTargetsByRuleCommand({ Rule: Name }));
    return Targets.map(({ Arn }) => Arn);
  });
  return (await Promise.all(asked)).flat();
}

const signIn = envelope(consoleLogin());
const enrolment = envelope(enableMfaDevice());

describe('the forwarder template', () => {
  const place = { of: home, region: 'eu-north-1' };

  test('forwards what is logged in its region', async () => {
    await create(place, 'forwarder', {});
    expect(await targetsOf(signIn, place)).toEqual([homeBus]);
    expect(await targetsOf(enrolment, place)).toEqual([]);
  });

  test('refuses the home region', async () => {
    await expect(create(atHome, 'forwarder', {})).rejects.toThrow('there is nothing to forward');
  });
});

describe('the member template', () => {
  const parameters = { HomeAccount: home, OrganizationId: organization };
  const inOtherRegion = { of: member, region: 'eu-north-1' };
  const inHomeRegion = { of: member, region: 'us-east-1' };

  test('forwards sign-ins and calls of IAM alike, which are logged in the home region only', async () => {
    for (const place of [inOtherRegion, inHomeRegion]) {
      await create(place, 'member', parameters);
      expect(await targetsOf(signIn, place)).toEqual([homeBus]);
      expect(await targetsOf(enrolment, place)).toEqual([homeBus]);
    }
  });

  test('lets the function look up devices, and nobody else', async () => {
    const trust = await role(member, 'mfa-watch-inventory');
    for (const part of [`arn:aws:iam::${home}:role/mfa-watch-detect`, organization]) expect(trust).toContain(part);
  });

  test('is empty in the home account', async () => {
    await create(atHome, 'member', parameters);
    expect(await role(home, 'mfa-watch-inventory')).toBeUndefined();
  });
});
