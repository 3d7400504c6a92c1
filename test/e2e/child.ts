import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const grace = 3_000;

export interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** File that takes what the process prints; absent: it prints on our own streams. */
  log?: string;
}

/**
 * A process in a group of its own: a Ctrl-C reaches only us, and stopping it takes the processes it started along. Its
 * standard input stays open as long as we live.
 */
export class Child {
  private static readonly running = new Set<Child>();
  private static stopping = false;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  private readonly process: ChildProcess;

  constructor(command: string, args: readonly string[], { env = process.env, cwd, log }: ChildOptions = {}) {
    if (Child.stopping) throw new Error(`${command} is not started: everything is being stopped`);
    const output = log === undefined ? undefined : openSync(log, 'a');
    const stdio = output === undefined ? 'inherit' : output;
    this.process = spawn(command, args, { env, cwd, detached: true, stdio: ['pipe', stdio, stdio] });
    if (output !== undefined) closeSync(output);
    Child.running.add(this);
    this.ended = new Promise((resolve) => {
      this.process.once('error', ({ message }) => {
        resolve(message);
      });
      this.process.once('exit', (code, signal) => {
        resolve(code ?? signal ?? 'unknown');
      });
    });
    void this.ended.then(() => Child.running.delete(this));
  }

  /** Runs to the end. @throws with the last lines that it printed, unless it exits with 0. */
  static async run(command: string, args: readonly string[], options: ChildOptions = {}): Promise<void> {
    const end = await new Child(command, args, options).ended;
    if (end === 0) return;
    const said = options.log === undefined ? '' : `:\n${tail(options.log, 40)}`;
    throw new Error(`${command} ${args.join(' ')} ended with ${end}${said}`);
  }

  /** Stops what runs, for good: nothing can be started any more. */
  static async stopAll(): Promise<void> {
    Child.stopping = true;
    await Promise.all([...Child.running].map((child) => child.stop()));
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const late = setTimeout(() => {
      this.signal('SIGKILL');
    }, grace);
    await this.ended;
    clearTimeout(late);
    this.signal('SIGKILL');
  }

  /** To the whole group; what has ended already needs none. */
  private signal(signal: NodeJS.Signals): void {
    if (this.process.pid === undefined) return;
    try {
      process.kill(-this.process.pid, signal);
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== 'ESRCH') throw problem;
    }
  }
}

export function tail(file: string, lines: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
