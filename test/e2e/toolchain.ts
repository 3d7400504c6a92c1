import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Child } from './child';

export const tools = join(__dirname, '../../.tools');
const requirements = join(__dirname, 'requirements.txt');
/** What the deployed functions run on; the project itself works on older ones too. */
const nodeVersion = '24.21.0';

/** @returns a Python interpreter that has the emulator, and DuckDB, with which that answers for Athena. */
export function emulatorPython(log: string): Promise<string> {
  return pythonWith(requirements, log);
}

/** @param file the packages, one a line; the first one names the folder. */
export function pythonWith(file: string, log: string): Promise<string> {
  const wanted = readFileSync(file, 'utf8').trim();
  const names = wanted.split('\n').map((line) => line.split('==')[0] ?? line);
  const told = `from importlib.metadata import version; [print(f"{n}=={version(n)}") for n in ${JSON.stringify(names)}]`;
  return installed({
    folder: join(tools, wanted.split('\n')[0]?.replace('==', '-') ?? ''),
    program: 'bin/python',
    proof: ['-c', `import ${names.map((name) => imported[name] ?? name).join(', ')}; ${told}`],
    expected: wanted,
    install: async (folder) => {
      await Child.run('python3', ['-m', 'venv', folder], { log });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', file];
      await Child.run(join(folder, 'bin/python'), pip, { log });
    },
  });
}

/** What shows that a package is whole. */
const imported: Readonly<Record<string, string>> = { ministack: 'ministack.app', jpype1: 'jpype' };

/** @returns the Node.js that Lambda has: our own if it is that one, else from npm. */
export function lambdaNode(log: string): Promise<string> {
  if (process.versions.node.startsWith('24.')) return Promise.resolve(process.execPath);
  // The npm package `node` only picks one of these in an install script, which many machines forbid.
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${process.platform}-${process.arch}`;
  return installed({
    folder: join(tools, `node-${nodeVersion}`),
    program: `node_modules/${name}/bin/node`,
    proof: ['--version'],
    expected: `v${nodeVersion}`,
    install: (folder) =>
      Child.run(
        'npm',
        ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${name}@${nodeVersion}`],
        {
          log,
        },
      ),
  });
}

export interface Tool {
  folder: string;
  program: string;
  /** Arguments with which the intact program prints `expected`. */
  proof: string[];
  expected: string;
  install: (folder: string) => Promise<void>;
}

/** Installs beside the final place and moves it there, so that a broken or a second, parallel run leaves nothing half-made. */
export async function installed({ folder, program, proof, expected, install }: Tool): Promise<string> {
  const path = join(folder, program);
  if (isIntact(path, proof, expected)) return path;
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await install(fresh);
    if (!isIntact(path, proof, expected)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  if (!isIntact(path, proof, expected)) throw new Error(`${path} ${proof.join(' ')}: expected it to print ${expected}`);
  return path;
}

function isIntact(path: string, proof: string[], expected: string): boolean {
  if (!existsSync(path)) return false;
  try {
    return execFileSync(path, proof, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() === expected;
  } catch {
    return false;
  }
}
