import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
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

/**
 * Writes a module for each handler, and others that they share or load late, so that a function reads at its start only
 * what it needs then.
 *
 * @returns what is in each file.
 */
export function bundle(folder: string, { minify = false } = {}) {
  return buildSync({
    absWorkingDir: source,
    entryPoints: handlers.map((handler) => join('handlers', `${handler}.ts`)),
    outdir: folder,
    outbase: 'handlers',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    // Not minified, so that what runs can be read and stack traces need no source map.
    minify,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Some dependencies are CommonJS and call `require`, which a module does not have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
    metafile: true,
  }).metafile;
}

function copyInto(folder: string, files: readonly string[]): void {
  if (files.length > 0) mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(file, join(folder, basename(file)));
}
