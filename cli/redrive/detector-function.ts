import { nameOf } from '../../lambda/adapters/reason';
import { accessError, said } from '../deployment/aws-error';
import { UsageError } from '../usage-error';

/** Lambda takes nothing for now. */
export class Stopped extends Error {}

const tooBigOrNoJson = ['RequestTooLargeException', 'InvalidRequestContentException'];

export async function openFunction(FunctionName: string, region: string) {
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ region });
  return {
    /** @returns why Lambda does not take this one. @throws if it takes none. */
    invoke: async (Payload: string): Promise<string | undefined> => {
      const command = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload });
      const answer = await client.send(command).catch((error: unknown) => {
        if (tooBigOrNoJson.includes(nameOf(error))) return `Lambda does not take it: ${said(error)}`;
        throw refusal(error, FunctionName, region);
      });
      if (typeof answer === 'string') return answer;
      if (answer.StatusCode === 202) return undefined;
      throw refusal(new Error(`status ${answer.StatusCode ?? 'missing'}, expected 202`), FunctionName, region);
    },
    close: () => {
      client.destroy();
    },
  };
}

function refusal(error: unknown, name: string, region: string): Error {
  const message = `function ${name} in ${region} did not take the event, which stays in the queue: ${said(error)}`;
  switch (nameOf(error)) {
    case 'AccessDeniedException':
      return new UsageError(`${message}; expected credentials that may call lambda:InvokeFunction`);
    case 'ResourceNotFoundException':
    case 'ValidationException':
    case 'InvalidParameterValueException':
      return new UsageError(
        `${message}; expected --function to be output FunctionName of stack mfa-watch (from another account: its ARN), ` +
          'and --region where that is',
      );
    case 'TooManyRequestsException':
      return new Stopped(`${message}; run it again in some minutes`);
    default:
      return accessError(error, 'lambda:InvokeFunction') ?? new Stopped(`${message}; mend that, then run it again`);
  }
}
