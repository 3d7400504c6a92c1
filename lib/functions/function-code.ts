import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { projectRoot } from '../../lambda/adapters/project-root';

/** Each is a file of `lambda/handlers`, and of the bundle. */
export const handlers = ['detect', 'respond', 'reconcile', 'posture', 'beat', 'pulse'] as const;
export type Handler = (typeof handlers)[number];

/** Where the functions look for address databases, beside their code. */
const addressFolder = 'addresses';

const source = join(projectRoot(), 'lambda');

/** The code of all functions, as one archive: who has no CDK uploads one file. @param addressDatabases paths of files. */
export function functionCode(addressDatabases: readonly string[]): Code {
  return Code.fromAsset(source, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by CDK; nothing runs in it.
      image: Runtime.NODEJS_24_X.bundlingImage,
      local: {
        tryBundle: (folder) => {
          bundle(folder);
          copyInto(join(folder, addressFolder), addressDatabases);
          return true;
        },
      },
    },
  });
}

/** A file of JavaScript that was made. */
export interface Bundled {
  name: string;
  bytes: number;
  isEntry: boolean;
  /** Names of those that are read with it. */
  imports: string[];
  /** Names of those that are read when they are needed. */
  late: string[];
}

/** Writes a module for each handler, and others that they share or load late. */
export function bundle(folder: string, { minify = false } = {}): Bundled[] {
  const entries = handlers.map((handler) => [handler, join(source, 'handlers', `${handler}.ts`)] as const);
  return bundleModules(Object.fromEntries(entries), folder, minify);
}

/** The same for any modules, by the name of the file to make. CDK wants it at once, and the bundler takes its time: so another process. */
export function bundleModules(entries: Readonly<Record<string, string>>, outdir: string, minify = false): Bundled[] {
  const script = join(projectRoot(), 'bin', 'bundle-functions.mjs');
  const options = JSON.stringify({ entries, outdir, minify });
  const printed = execFileSync(process.execPath, [script, options], {
    ...{ cwd: projectRoot(), encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  });
  return JSON.parse(printed) as Bundled[];
}

function copyInto(folder: string, files: readonly string[]): void {
  if (files.length > 0) mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
}
