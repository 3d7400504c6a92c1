import { fromEnvironment, toldBy, type Environment, type Told } from '../../lambda/config/environment';
import { respondFunction } from '../../lambda/engine/answers/request';
import { callError, said } from './aws-error';
import { deployedThere } from './invoke';
import { UsageError } from '../usage-error';

/** By what people and tools are told, as the deployed function knows it. */
export async function deployedTold(region: string): Promise<Told[]> {
  return toldBy(await deployedEnvironment(region));
}

/** What the function that people talk to is told at deployment. @throws UsageError if it cannot be read. */
export async function deployedEnvironment(region: string): Promise<Environment> {
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
    return environmentIn(Variables ?? {}, failure);
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

function environmentIn(variables: Record<string, string>, failure: string): Environment {
  try {
    return fromEnvironment(variables);
  } catch (error) {
    throw new UsageError(
      `${failure}: ${said(error)}\nexpected this version of mfa-watch to be deployed: deploy it again`,
    );
  }
}
