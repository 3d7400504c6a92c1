import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Some dependencies are CommonJS: they call `require` and know their folder, which a module does not. */
const banner = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

/**
 * Makes dist/cli of the command line: parsing one file is faster than finding hundreds.
 *
 * @param isClean whether what earlier sources came to is thrown away first; somebody may be running it.
 * @param plugins of esbuild.
 */
export async function bundle({ isClean = false, outdir = 'dist/cli', plugins = [] } = {}) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (isClean) rmSync(join(root, outdir), { recursive: true, force: true });
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'cli/main.ts', helper: 'cli/threads/helper.ts' },
    outdir,
    plugins,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: banner },
    logLevel: 'warning',
    write: false,
  });
  for (const { path, contents } of outputFiles) replace(path, contents);
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
