import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Child } from './child';
import { account } from './emulator';

const root = join(__dirname, '../..');

export interface DeploymentOptions {
  /** Where AWS is. */
  endpoint: string;
  folder: string;
}

/** An account of the organization that is not the one that mfa-watch runs in. */
export const memberAccount = '222233334444';

/** Bootstraps the account, and deploys as README says it, all with the CDK's own command line. */
export async function deploy(options: DeploymentOptions): Promise<void> {
  await bootstrap(options);
  // Somebody's own, which the configuration names.
  const bus = new EventBridgeClient({
    endpoint: options.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'test' },
  });
  await bus.send(new CreateEventBusCommand({ Name: 'security' }));
  await cdk(firstDeployment(), options);
  await cdk(`npx cdk deploy -c memberOf=${account}`, options, memberAccount);
}

/** Outside of the project CDK bootstraps without an app. Only the home region is. */
export function bootstrap(options: DeploymentOptions, of = account): Promise<void> {
  const { folder } = options;
  const args = ['bootstrap', `aws://${of}/us-east-1`, '--no-notices', '--ci'];
  return Child.run(join(root, 'node_modules/.bin/cdk'), args, {
    cwd: folder,
    env: environment(options, of),
    log: join(folder, 'cdk-bootstrap.log'),
  });
}

/** Runs a command line as a person would, but for questions. */
export function cdk(command: string, options: DeploymentOptions, of = account): Promise<void> {
  return Child.run('bash', ['-c', command], {
    cwd: root,
    env: { ...environment(options, of), CDK_APP: 'npx tsx test/e2e/app.ts' },
    log: join(options.folder, 'cdk.log'),
  });
}

/** The first command of README that deploys. */
export function firstDeployment(): string {
  const [command] = /^npx cdk deploy .+$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  if (command === undefined) throw new Error('README has no line that begins with "npx cdk deploy "');
  return command;
}

export function outputsFile(folder: string): string {
  return join(folder, 'outputs.json');
}

function environment({ endpoint, folder }: DeploymentOptions, of: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    CDK_HOME: folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_OUTPUT: join(folder, `cdk.out-${of}`),
    CDK_REQUIRE_APPROVAL: 'never',
    CDK_NOTICES: 'false',
    CDK_CI: 'true',
    ...(of === account && { CDK_OUTPUTS_FILE: outputsFile(folder) }),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    AWS_ENDPOINT_URL: endpoint,
    // The emulator takes an access key of 12 digits for the account that it belongs to.
    AWS_ACCESS_KEY_ID: of,
    AWS_SECRET_ACCESS_KEY: 'test',
    // Wherever the shell is, the stack belongs in the home region.
    AWS_REGION: 'eu-central-1',
    NO_PROXY: '127.0.0.1',
  };
}
