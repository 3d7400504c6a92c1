import { fromEnvironment, type Environment } from '../lambda/config/environment';
import { respondFunction } from '../lambda/engine/request';
import { callError, said } from './aws-error';
import { deployedThere } from './respond';
import { UsageError } from './usage-error';

type Destination = Environment['destinations'][number];

/** Where the deployed detector sends alerts, as its function is told. */
export async function deployedDestinations(region: string): Promise<Destination[]> {
  const { GetFunctionConfigurationCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ region });
  const failure = `the settings of ${respondFunction} in ${region} cannot be read`;
  try {
    const command = new GetFunctionConfigurationCommand({ FunctionName: respondFunction });
    const { Variables, Error: refused } = (await client.send(command)).Environment ?? {};
    if (refused !== undefined)
      throw new UsageError(
        `${failure}: ${said(new Error(refused.Message ?? refused.ErrorCode))}\n` +
          'expected credentials that may call kms:Decrypt with the key of its environment',
      );
    return destinationsIn(Variables ?? {}, failure);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw callError(error, {
      failure,
      actions: `lambda:GetFunctionConfiguration on ${respondFunction}, in the account that mfa-watch is deployed in`,
      target: deployedThere(region),
    });
  } finally {
    client.destroy();
  }
}

function destinationsIn(variables: Record<string, string>, failure: string): Destination[] {
  try {
    return fromEnvironment(variables).destinations;
  } catch (error) {
    throw new UsageError(
      `${failure}: ${said(error)}\nexpected this version of mfa-watch to be deployed: deploy it again`,
    );
  }
}
