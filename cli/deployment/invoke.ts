import { printable, shorten } from '../../lambda/alerts/plain';
import { callError } from './aws-error';
import { UsageError } from '../usage-error';

/**
 * @param name of the function, or its ARN.
 * @returns what it answers; undefined for what is no JSON.
 * @throws UsageError if it fails, or cannot be called with these credentials in this region.
 */
export async function invoke(name: string, Payload: string, region: string): Promise<unknown> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ region });
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError !== undefined)
      throw new UsageError(
        `${name} in ${region} failed: ${printable(shorten(text, 500))}\nexpected it to answer: its log says more (Lambda console, ${name}, Monitor); ` +
          'deploying this version again may mend it',
      );
    return jsonIn(text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw callError(error, {
      failure: `${name} in ${region} cannot be called`,
      actions: `lambda:InvokeFunction on ${name}, in the account that mfa-watch is deployed in`,
      target: deployedThere(region),
    });
  } finally {
    client.destroy();
  }
}

/** What to look at where the function is not found. */
export function deployedThere(region: string): string {
  return (
    `this version of mfa-watch to be deployed in ${region}, in the account of these credentials ` +
    '(aws sts get-caller-identity shows which that is)'
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
