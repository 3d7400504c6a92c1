import { describe, expect, it } from '@jest/globals';
import manifest from '../../package.json';
import lock from '../../package-lock.json';

interface Locked {
  dev?: boolean;
  hasInstallScript?: boolean;
  integrity?: string;
  /** Comes within the package that it stands in. */
  inBundle?: boolean;
}
const all = Object.entries(lock.packages as Record<string, Locked>).filter(([path]) => path !== '');
const production = all.filter(([, { dev }]) => dev !== true);

describe('of what is installed', () => {
  it('everything is fixed by a hash of its content', () => {
    expect(all.length).toBeGreaterThan(100);
    const loose = all.filter(
      ([, { integrity, inBundle }]) => inBundle !== true && integrity?.startsWith('sha512-') !== true,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it('every direct dependency has one version, not a range', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  // esbuild's only makes its start faster; `.ci/run` installs with --ignore-scripts, bundles and deploys, so it is not needed.
  it('nothing that is used in production has an install script, but for the one of esbuild, which is never run', () => {
    const scripts = production.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(scripts.map(([path]) => path)).toEqual(['node_modules/esbuild']);
  });
});
