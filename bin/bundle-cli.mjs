import { isAscii } from 'node:buffer';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** As cli/start/load.ts calls it. */
const wrapper = {
  banner: { js: '(function (require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

/**
 * Makes dist/cli of the command line: parsing one file is faster than finding hundreds. What few commands need, the
 * clients of AWS, is a file of its own, since V8 goes through all of a file before it runs any.
 *
 * @param isClean whether what earlier sources came to is thrown away first; somebody may be running it.
 * @param plugins of esbuild.
 */
export async function bundle({ isClean = false, outdir = 'dist/cli', plugins = [] } = {}) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (isClean) rmSync(join(root, outdir), { recursive: true, force: true });
  const settings = {
    absWorkingDir: root,
    plugins,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // A script has only `require`.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    metafile: true,
    write: false,
  };
  const made = async (name, from, more = {}) => {
    const result = await build({ ...settings, ...from, outfile: join(outdir, `${name}.cjs`), ...more });
    for (const { path, contents } of result.outputFiles) {
      if (!isAscii(contents)) throw new Error(`${path}: not all is ASCII: write it as an escape in the source`);
      replace(path, contents);
    }
    return Object.values(result.metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path));
  };
  const alias = { 'node:child_process': join(root, 'cli/start/no-child-process.ts') };
  const program = { entryPoints: ['cli/start/entry.ts'], alias };
  const needed = await made('program', program, { external: ['@aws-sdk/*', '@smithy/*'], ...wrapper });
  const ofAws = [...new Set(needed)].filter((id) => !isBuiltin(id)).sort();
  const list = ofAws.map((id) => `'${id}': () => require('${id}')`).join(', ');
  const aws = { stdin: { contents: `const all = { ${list} }; module.exports = (id) => all[id]();`, resolveDir: root } };
  await made('aws', aws, wrapper);
  await made('main', { entryPoints: ['cli/start/load.ts'] });
}

/** Somebody else may be starting the same program at this moment: they see the old file or the new one. */
function replace(path, contents) {
  if (isSame(path, contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}

function isSame(path, contents) {
  try {
    return readFileSync(path).equals(contents);
  } catch {
    return false;
  }
}
