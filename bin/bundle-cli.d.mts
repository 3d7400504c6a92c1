import type { Plugin } from 'esbuild';

export function bundle(options?: { isClean?: boolean; outdir?: string; plugins?: Plugin[] }): Promise<void>;
