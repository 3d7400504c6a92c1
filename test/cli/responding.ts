import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Reply } from '../../lambda/engine/answers/request';

export const lambda = mockClient(LambdaClient);
export const sts = mockClient(STSClient);
export const caller = 'arn:aws:iam::111122223333:user/oncall';

/** What the function's answer looks like on the wire. */
export function payload(text: string): InvokeCommandOutput['Payload'] {
  const bytes: unknown = Buffer.from(text);
  return bytes as InvokeCommandOutput['Payload'];
}

/** The deployed function answers this, to a caller whom AWS knows. */
export function responding(reply: Partial<Reply>): void {
  lambda.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Arn: caller });
  const text = JSON.stringify({ ok: true, message: 'done', ...reply });
  lambda.on(InvokeCommand).resolves({ StatusCode: 200, Payload: payload(text) });
}

/** What the function was asked, and how. */
export function asked(): { name: string | undefined; request: unknown }[] {
  return lambda.commandCalls(InvokeCommand).map(({ args }) => ({
    name: args[0].input.FunctionName,
    request: JSON.parse(args[0].input.Payload as string) as unknown,
  }));
}

export function failure(name: string, message = 'so it is'): Error {
  return Object.assign(new Error(message), { name });
}
