import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Child } from './child';
import { account } from './emulator';

const root = join(__dirname, '../..');

/** Unknown to the emulator, so not deployed. A type that is neither here nor known to it fails the deployment. */
const leftOut = ['AWS::Chatbot::SlackChannelConfiguration'];

export interface DeploymentOptions {
  /** Where AWS is. */
  endpoint: string;
  folder: string;
}

/** Bootstraps the account, synthesises this app and deploys it, all with the CDK's own command line. */
export async function deploy({ endpoint, folder }: DeploymentOptions): Promise<void> {
  const env = environment(endpoint, folder);
  const cdk = (cwd: string, command: string, ...args: string[]): Promise<void> =>
    Child.run(join(root, 'node_modules/.bin/cdk'), [command, ...args, '--no-notices', '--ci'], {
      cwd,
      env,
      log: join(folder, `cdk-${command}.log`),
    });
  const assembly = join(folder, 'cdk.out');
  const context = ['--context', 'email=security@example.com', '--context', 'config=test/e2e/mfa-watch.yaml'];
  await Promise.all([
    // Outside of the project it bootstraps without an app.
    cdk(folder, 'bootstrap', `aws://${account}/us-east-1`),
    cdk(root, 'synth', '--quiet', '--output', assembly, ...context),
  ]);
  leaveOut(assembly);
  const outcome = ['--require-approval', 'never', '--outputs-file', outputsFile(folder)];
  await cdk(root, 'deploy', '--all', '--app', assembly, ...outcome);
}

export function outputsFile(folder: string): string {
  return join(folder, 'outputs.json');
}

function environment(endpoint: string, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TMPDIR: process.env['TMPDIR'],
    CDK_HOME: folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // Wherever the shell is, the stack belongs in the home region.
    AWS_REGION: 'eu-central-1',
    NO_PROXY: '127.0.0.1',
  };
}

const templateSchema = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

function leaveOut(assembly: string): void {
  const found = new Set<string>();
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const template = templateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const kept = Object.entries(template.Resources).filter(([, { Type }]) => {
      found.add(Type);
      return !leftOut.includes(Type);
    });
    writeFileSync(path, JSON.stringify({ ...template, Resources: Object.fromEntries(kept) }));
  }
  const needless = leftOut.filter((type) => !found.has(type));
  if (needless.length > 0) throw new Error(`no longer deployed, so no longer to be left out: ${needless.join(', ')}`);
}
