import { nameOf } from '../../../lambda/adapters/reason';
import type { Environment } from '../../../lambda/config/environment';
import { forwarderQueue, undelivered, undoneAnswers } from '../../../lambda/events/envelope';
import { bad, deployAgain, type Line, looking, ok, type Place } from './line';

const actions = 'sqs:ListQueues, sqs:GetQueueUrl and sqs:GetQueueAttributes';
const inOperations = 'see docs/operations.md,';

/** That nothing lies where it lands when it could not be handled. */
export async function checkDeadLetters({ home, forwarded }: Place, { deadLetters }: Environment): Promise<Line[]> {
  const ways = [atHome(home, deadLetters), ...forwarded.map((region) => ofForwarder(region))];
  return (await Promise.all(ways)).flat();
}

function atHome(region: string, own: string): Promise<Line[]> {
  return withQueues(region, async (queues) => {
    const others = await queues.named('mfa-watch-');
    const alarmed = others.filter((url) => [undoneAnswers, undelivered].some((name) => nameIn(url).startsWith(name)));
    return Promise.all([own, ...alarmed].map(async (url) => [url, await queues.depth(url)] as const));
  });
}

function ofForwarder(region: string): Promise<Line[]> {
  return withQueues(region, async (queues) => {
    const url = await queues.url(forwarderQueue);
    return [[url, url === undefined ? undefined : await queues.depth(url)]];
  });
}

/** URL and messages of each queue; undefined: there is none. */
type Depths = readonly (readonly [string | undefined, number | undefined])[];

async function withQueues(region: string, look: (queues: Queues) => Promise<Depths>): Promise<Line[]> {
  const what = `dead letters ${region}`;
  const queues = await openQueues(region);
  try {
    return await looking(what, actions, async () => {
      const lines = (await look(queues)).map(([url, depth]) => lineOf(what, url, depth));
      const wrong = lines.filter(({ state }) => state !== 'ok');
      return wrong.length > 0 ? wrong : lines.slice(0, 1);
    });
  } finally {
    queues.close();
  }
}

type Queues = Awaited<ReturnType<typeof openQueues>>;

async function openQueues(region: string) {
  const sdk = await import('@aws-sdk/client-sqs');
  const client = new sdk.SQSClient({ region, useQueueUrlAsEndpoint: false });
  const counted = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  return {
    named: async (QueueNamePrefix: string): Promise<string[]> =>
      (await client.send(new sdk.ListQueuesCommand({ QueueNamePrefix }))).QueueUrls ?? [],
    url: (QueueName: string): Promise<string | undefined> =>
      client.send(new sdk.GetQueueUrlCommand({ QueueName })).then(({ QueueUrl }) => QueueUrl, absent),
    /** Messages, also those that somebody is looking at. */
    depth: async (QueueUrl: string): Promise<number | undefined> => {
      const command = new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counted] });
      const answer = await client.send(command).catch(absent);
      return answer && counted.reduce((sum, name) => sum + Number(answer.Attributes?.[name] ?? 0), 0);
    },
    close: () => {
      client.destroy();
    },
  };
}

function absent(error: unknown): undefined {
  if (!/QueueDoesNotExist|NonExistentQueue/.test(nameOf(error))) throw error;
}

function lineOf(what: string, url: string | undefined, depth: number | undefined): Line {
  if (url === undefined || depth === undefined)
    return bad(what, 'the queue is missing: what cannot be handled is lost', deployAgain);
  if (depth === 0) return ok(what, 'nothing lies there');
  const found = `${depth === 1 ? '1 message lies' : `${depth} messages lie`} in ${nameIn(url)}`;
  return bad(what, found, remedyOf(url));
}

function remedyOf(url: string): string {
  const name = nameIn(url);
  if (name === undoneAnswers) return `${inOperations} "An answer was not taken"`;
  if (name.startsWith(undelivered)) return `${inOperations} "Alerts for a tool are not delivered"`;
  return `npm start -- redrive '${url.replaceAll("'", '')}' --function <output FunctionName> --dry-run shows them; ${inOperations} "The dead-letter queue holds messages"`;
}

function nameIn(url: string): string {
  return url.split('/').at(-1) ?? url;
}
