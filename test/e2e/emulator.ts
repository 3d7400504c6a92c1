import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Child, tail } from './child';

export const account = '111122223333';
const starts = 3;

export interface EmulatorOptions {
  python: string;
  /** Runs the functions. */
  node: string;
  /** What functions take for AWS. */
  endpoint: string;
  /** How far ahead the functions' clocks are. */
  clock: string;
  folder: string;
  log: string;
}

/** @returns the port on loopback. A free port may be taken before the emulator has it, so it tries again. */
export async function startEmulator(options: EmulatorOptions): Promise<number> {
  for (let attempt = 1; attempt <= starts; attempt += 1) {
    const port = await freePort();
    const child = new Child(options.python, [join(__dirname, 'emulator.py')], {
      env: environment(options, port),
      cwd: options.folder,
      log: options.log,
    });
    if (await isReady(port, child)) return port;
    await child.stop();
  }
  throw new Error(`the emulator did not start in ${starts} attempts:\n${tail(options.log, 40)}`);
}

function environment({ node, endpoint, clock, folder }: EmulatorOptions, port: number): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TMPDIR: temporary,
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: 'us-east-1',
    MINISTACK_ACCOUNT_ID: account,
    AWS_ENDPOINT_URL: endpoint,
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: '1',
    NODE_OPTIONS: ['clock', 'process'].map((what) => `--require ${join(__dirname, `function-${what}.cjs`)}`).join(' '),
    E2E_CLOCK: clock,
    // A listener on a fixed port that a second run would find taken.
    IOT_MTLS_ENABLED: '0',
    NO_PROXY: '127.0.0.1',
  };
}

async function isReady(port: number, child: Child): Promise<boolean> {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const answer = await fetch(`http://127.0.0.1:${port}/_ministack/ready`).catch(() => undefined);
    if (answer?.ok === true) return true;
    if ((await Promise.race([child.ended, pause(100, undefined)])) !== undefined) return false;
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
