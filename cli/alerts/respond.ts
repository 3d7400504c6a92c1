import { printable } from '../../lambda/alerts/plain';
import { inWords, pathInWords, problemsOf } from '../../lambda/config/wording';
import {
  replySchema,
  requestSchema,
  respondFunction,
  type Reply,
  type Request,
} from '../../lambda/engine/answers/request';
import { callError } from '../deployment/aws-error';
import { invoke } from '../deployment/invoke';
import { write, type Output } from '../terminal/terminal';
import { UsageError } from '../usage-error';

/**
 * Has the deployed detector do what a person asks.
 *
 * @throws UsageError if it will not, with its reason, or cannot be asked with these credentials in this region.
 */
export async function respond(request: Request, region: string): Promise<Reply> {
  const reply = replyIn(await invoke(respondFunction, checked(request), region), region);
  if (!reply.ok) throw new UsageError(printable(reply.message));
  return reply;
}

/** The same in the name of whoever the credentials are of. @param asked gets their ARN. */
export async function respondAs(asked: (by: string) => Request, region: string): Promise<Reply> {
  // What is wrong with the request is worth saying before credentials are needed.
  checked(asked('somebody'));
  return respond(asked(await callerArn(region)), region);
}

export async function writeMessage(output: Output, { message }: Reply): Promise<void> {
  await write(output, `${printable(message)}\n`);
}

/** @returns the ARN of whoever the credentials are of. */
export async function callerArn(region: string): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region });
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand());
    if (Arn === undefined) throw new Error('AWS does not say whose credentials these are: no ARN');
    return Arn;
  } catch (error) {
    throw callError(error, {
      failure: `AWS (STS in ${region}) does not say whose credentials these are`,
      actions: 'sts:GetCallerIdentity',
      target: 'a region that is enabled in the account',
    });
  } finally {
    client.destroy();
  }
}

/** How the command line calls what the function calls otherwise. */
const words: Readonly<Record<string, string>> = {
  alert: '<id>',
  expectation: '--cancel',
  user: '<user>',
  actor: '--by-actor',
  minutes: '--for',
  by: 'the ARN of these credentials',
};
const hints: Readonly<Record<string, string>> = {
  alert: '\nit stands in the alert\'s mail and Slack message after "Alert", and "npm start -- alerts" lists it',
  user: '\nit stands in the IAM console under Users, and aws iam list-users lists it',
};

function checked(request: Request): string {
  const { success, data, error } = requestSchema.safeParse(request, inWords);
  if (success) return JSON.stringify(data);
  const problems = problemsOf(error.issues, () => []).map(({ path = [], text }) => {
    const name = pathInWords(path);
    return `${words[name] ?? `--${name}`}: ${plainly(text)}${hints[name] ?? ''}`;
  });
  throw new UsageError(problems.join('\n'));
}

/** Schemas speak of strings and numbers, and of YAML's quotes. */
function plainly(text: string): string {
  return text
    .replace(/ in quotes: "\d+"/, '')
    .replace('string to have >=1 characters', 'some text')
    .replace(/(string to have|number to be) <=/, 'at most ')
    .replace('number to be >=', 'at least ');
}

function replyIn(answer: unknown, region: string): Reply {
  const { success, data, error } = replySchema.safeParse(answer, inWords);
  if (success) return data;
  const [problem] = problemsOf(error.issues, () => []);
  throw new UsageError(
    `${respondFunction} in ${region} answers what this version of mfa-watch cannot read: ` +
      `${pathInWords(problem?.path ?? [])} ${printable(problem?.text ?? '')}\n` +
      'expected both to be of the same version: deploy this one, or use the one that is deployed',
  );
}
