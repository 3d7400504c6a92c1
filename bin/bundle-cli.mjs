import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Some dependencies are CommonJS: they call `require` and know their folder, which a module does not. */
const banner = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

/** Makes dist/cli of the command line: parsing one file is faster than finding hundreds. */
export async function bundle() {
  await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: { main: 'cli/main.ts', helper: 'cli/reading/helper.ts' },
    outdir: 'dist/cli',
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
  });
}
