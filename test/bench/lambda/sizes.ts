import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundle, handlers, type Handler } from '../../../lib/functions/function-code';
import type { Size } from './budget';

/** Of the code that is deployed, minified. */
export function minifiedSizes(): Record<Handler, Size> {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-bundle-'));
  try {
    const { outputs } = bundle(folder, { minify: true });
    const sizes = handlers.map((handler) => [handler, sizeOf(handler, outputs)] as const);
    return Object.fromEntries(sizes) as Record<Handler, Size>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOf(handler: Handler, outputs: Metafile['outputs']): Size {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === `handlers/${handler}.ts`);
  if (entry === undefined) throw new Error(`the bundle has no module for ${handler}`);
  const sum = (paths: ReadonlySet<string>): number =>
    Math.round([...paths].reduce((bytes, path) => bytes + (outputs[path]?.bytes ?? 0), 0) / 1000);
  return { start: sum(reached(entry, outputs, ['import-statement'])), all: sum(reached(entry, outputs)) };
}

/** @param kinds of imports that are followed; default: all. */
function reached(entry: string, outputs: Metafile['outputs'], kinds?: readonly string[]): Set<string> {
  const found = new Set([entry]);
  for (const path of found)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (external !== true && (kinds === undefined || kinds.includes(kind))) found.add(next);
  return found;
}
