import type { Stack } from '@aws-sdk/client-cloudformation';
import { forwarderStack, homeStack } from '../../../lambda/engine/health/stack-names';
import { version } from '../../../package.json';
import { bad, deployAgain, type Line, looking, ok, type Place, unknown } from './line';

/** That the stacks are there and whole, and of this version. */
export async function checkStacks({ home, forwarded }: Pick<Place, 'home' | 'forwarded'>): Promise<Line[]> {
  const lines = await Promise.all([
    stackLines(homeStack, home, (stack) => [stateLine(stack, home), versionLine(stack)], absentHome),
    ...forwarded.map((region) =>
      stackLines(forwarderStack(region), region, (stack) => [stateLine(stack, region)], absentForwarder),
    ),
  ]);
  return lines.flat();
}

async function stackLines(
  StackName: string,
  region: string,
  judge: (stack: Stack) => Line[],
  absent: (what: string, name: string) => Line,
): Promise<Line[]> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ region });
  const what = `stack ${region}`;
  try {
    return await looking(what, 'cloudformation:DescribeStacks', async () => {
      const stacks = await client.send(new DescribeStacksCommand({ StackName })).then(
        (answer) => answer.Stacks ?? [],
        // CloudFormation has no error of its own for it.
        (error: unknown) => {
          if (error instanceof Error && /does not exist/.test(error.message)) return [];
          throw error;
        },
      );
      const [stack] = stacks;
      return stack === undefined ? [absent(what, StackName)] : judge(stack);
    });
  } finally {
    client.destroy();
  }
}

/** With the construct in an app of one's own, the stack has whatever name. */
function absentHome(what: string, name: string): Line {
  const mend = `${deployAgain}; if the construct MfaWatch is in a stack of yours, look at that one`;
  return unknown(what, `there is no stack ${name}`, mend);
}

function absentForwarder(what: string, name: string): Line {
  return bad(what, `there is no stack ${name}: sign-ins that AWS logs there are not seen`, deployAgain);
}

/** What a rollback leaves of an update is the version before, and whole; what it leaves of a creation is nothing. */
const whole = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'];

function stateLine({ StackName: name = '', StackStatus }: Partial<Stack>, region: string): Line {
  const what = `stack ${region}`;
  const status: string = StackStatus ?? 'in no state';
  const found = `${name} is ${status}`;
  if (whole.includes(status)) return ok(what, found);
  if (status.endsWith('_IN_PROGRESS')) return unknown(what, found, 'run this again when the deployment has ended');
  return bad(what, found, `CloudFormation console, ${name}, Events: see what failed, then ${deployAgain}`);
}

function versionLine({ Outputs = [] }: Pick<Stack, 'Outputs'>): Line {
  const deployed = Outputs.find(({ OutputKey }) => OutputKey === 'Version')?.OutputValue;
  if (deployed === version) return ok('version', `${version}, deployed and here`);
  const found = `deployed is ${deployed ?? 'one that does not say which'}, here is ${version}`;
  return bad('version', found, `${deployAgain}; or use the folder of the version that is deployed`);
}
