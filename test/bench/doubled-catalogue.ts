import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle } from '../../bin/bundle-cli.mjs';
import type { MadeCorpus } from './made-corpora';
import type { Program } from './measure';
import { ends, replayArguments, root } from './programs';

const catalogue = join(root, 'lambda/detections/index.ts');

/** The command line with the catalogue as it is, and with each detection once more under another id: else the same. */
export async function onceAndTwice(corpus: MadeCorpus): Promise<{ once: Program; twice: Program }> {
  const bundled = async (name: string, plugins: Plugin[]): Promise<Program> => {
    const outdir = join('.tools/bench', name);
    await bundle({ isClean: true, outdir, plugins });
    const args = [join(root, outdir, 'main.cjs'), ...replayArguments(corpus), '--config', join(root, 'mfa-watch.yaml')];
    return { name, command: process.execPath, args, ends };
  };
  return { once: await bundled('once', []), twice: await bundled('twice', [doubled]) };
}

const doubled: Plugin = {
  name: 'doubled catalogue',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^the-catalogue$/ }, () => ({ path: catalogue, namespace: 'itself' }));
    bundle.onLoad({ filter: /.*/, namespace: 'itself' }, async () => {
      return { contents: await readFile(catalogue, 'utf8'), loader: 'ts', resolveDir: dirname(catalogue) };
    });
    bundle.onLoad({ filter: /lambda[\\/]detections[\\/]index\.ts$/, namespace: 'file' }, () => ({
      contents: `import { detections as once } from 'the-catalogue';
        export const detections = [...once, ...once.map((one) => ({ ...one, id: one.id + '-again' }))];`,
      loader: 'ts',
      resolveDir: root,
    }));
  },
};
