import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, tail } from './child';
import { clockFile, turnClocks } from './clock';
import { deploy, outputsFile } from './deployment';
import { startEmulator } from './emulator';
import { Proxy } from './proxy';
import { emulatorPython, lambdaNode } from './toolchain';

/**
 * `npm run e2e [-- arguments of jest]`: deploys the app to an emulator of its own and runs the tests of this folder on
 * it. Whatever it started ends with it, also on failure and on Ctrl-C.
 */
const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-e2e-'));
const emulatorLog = join(folder, 'emulator.log');
const setUpLog = join(folder, 'set-up.log');
let emulatorPort = 0;
const proxy = new Proxy(() => emulatorPort);

async function main(): Promise<number | string> {
  const [python, node] = await step('tools', () => Promise.all([emulatorPython(setUpLog), lambdaNode(setUpLog)]));
  const proxyEndpoint = await proxy.start();
  const home = join(folder, 'emulator');
  mkdirSync(home);
  turnClocks(folder, 0);
  emulatorPort = await step('emulator', () =>
    startEmulator({ python, node, endpoint: proxyEndpoint, clock: clockFile(folder), folder: home, log: emulatorLog }),
  );
  const endpoint = `http://127.0.0.1:${emulatorPort}`;
  await step('cdk bootstrap and deploy', () => deploy({ endpoint, folder }));
  return test({ E2E_AWS: endpoint, E2E_PROXY: proxyEndpoint, E2E_OUTPUTS: outputsFile(folder), E2E_FOLDER: folder });
}

async function test(stack: Record<string, string>): Promise<number | string> {
  const jest = [require.resolve('jest/bin/jest'), '--config', join(__dirname, 'jest.config.js'), '--runInBand'];
  const env = { ...process.env, ...stack, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const end = await new Child(process.execPath, [...jest, ...process.argv.slice(2)], { env }).ended;
  if (end !== 0) console.error(`--- the emulator's and the functions' last lines:\n${tail(emulatorLog, 100)}`);
  return end;
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

let ending = false;

/** The first reason to end is the one that counts. */
async function end(code: number, problem?: unknown): Promise<void> {
  if (ending) return;
  ending = true;
  if (problem !== undefined) console.error(problem instanceof Error ? problem.message : problem);
  await Child.stopAll();
  proxy.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

process.on('SIGINT', () => void end(130));
process.on('SIGTERM', () => void end(143));
process.on('SIGHUP', () => void end(129));
main().then(
  (outcome) => end(typeof outcome === 'number' ? outcome : 1),
  (problem: unknown) => end(1, problem),
);
