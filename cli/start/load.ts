import { accessSync, constants, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { isMainThread, Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { isLikelyWorthIt } from '../threads/helpers';
import type * as Entry from './entry';
import { asAtTheStart, forShortRuns } from './v8-flags';

// Starts the bundle, in each thread. What V8 has compiled is kept beside the bundle, as Python does with __pycache__:
// whoever can write there can change the bundle as well, so nothing has to be trusted that was not trusted before.

type Load = (id: string) => unknown;
type Wrapped = (require: Load, module: { exports: unknown }, file: string, folder: string) => void;

if (isMainThread) forShortRuns();

/** Of what is made and soon forgotten, before the garbage collector looks; more only takes memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 3 };
const newHelper = (): Worker => new Worker(__filename, { resourceLimits });
// It takes as long to start as this thread takes until it knows what there is to read; if nobody asks for it, it holds up nothing.
const early: Worker[] = [];
try {
  if (isMainThread && isLikelyWorthIt(process.argv.slice(2))) early.push(newHelper());
} catch {
  // Whoever asks for it is told that there is no room for another thread.
}
early.forEach((helper) => {
  helper.unref();
});

/** @param name of a file beside this one that ../../bin/bundle-cli.mjs has made. */
function load(name: string, require: Load): unknown {
  const file = join(__dirname, `${name}.cjs`);
  const source = readFileSync(file);
  const code = new KeptCode(name, source);
  const { cachedData } = code;
  const script = new Script(source.toString('latin1'), { filename: file, ...(cachedData && { cachedData }) });
  // Only a replay has used, and so compiled, what the next one needs.
  if (isMainThread && process.argv[2] === 'replay' && script.cachedDataRejected !== false)
    process.on('exit', () => {
      asAtTheStart();
      code.keep(script);
    });
  const module = { exports: undefined };
  (script.runInThisContext() as Wrapped)(require, module, file, __dirname);
  return module.exports;
}

/** What V8 makes of a file, for the next start with the same Node.js. */
class KeptCode {
  readonly cachedData: Buffer | undefined;
  private readonly source: string;
  private readonly path: string;

  /** @param name without the suffix. @param source to the byte: V8 itself looks at no more than its length. */
  constructor(
    private readonly name: string,
    source: Buffer,
  ) {
    this.source = `${name}-${crc32(source).toString(16)}-`;
    this.path = join(__dirname, `${this.source}${process.version}-${process.arch}.cache`);
    try {
      const bytes = readFileSync(this.path);
      const code = bytes.subarray(0, -4);
      // V8 does not look, and would end the process at the first bit that is wrong.
      if (crc32(code) === bytes.readUInt32LE(code.length)) this.cachedData = code;
    } catch {
      // Nothing has been kept yet.
    }
  }

  /** And what was kept of earlier bundles goes. In a folder of somebody else, or on a full disk, all stays as it is. */
  keep(script: Script): void {
    const fresh = `${this.path}.${process.pid}`;
    try {
      // Made in vain it would take longer than what it is to save.
      accessSync(__dirname, constants.W_OK);
      const code = script.createCachedData();
      const sum = Buffer.alloc(4);
      sum.writeUInt32LE(crc32(code));
      writeFileSync(fresh, Buffer.concat([code, sum]));
      renameSync(fresh, this.path);
      for (const file of readdirSync(__dirname))
        if (file.startsWith(`${this.name}-`) && !file.startsWith(this.source)) rmSync(join(__dirname, file));
    } catch {
      rmSync(fresh, { force: true });
    }
  }
}

const ofNode: Load = (id) => module.require(id);
let aws: Load | undefined;
const isOfAws = /^@(aws-sdk|smithy)\//;

const { start } = load('program', (id) => {
  if (!isOfAws.test(id)) return ofNode(id);
  aws ??= load('aws', ofNode) as Load;
  return aws(id);
}) as typeof Entry;
void start(() => {
  const helper = early.pop() ?? newHelper();
  helper.ref();
  return helper;
});
