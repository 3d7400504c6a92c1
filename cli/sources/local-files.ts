import { resolve, sep } from 'node:path';
import { findTrailFiles } from '../../lambda/adapters/trail-files';
import { inputs, type Inputs } from '../reading/inputs';
import { PassedOver } from './passed-over';
import { everything, reachOf, type Wanted } from './trail-path';

/**
 * @param paths files and folders on this machine.
 * @param passedOver is told of each path that is not opened.
 */
export function localFiles(
  paths: readonly string[],
  wanted: Wanted = everything,
  passedOver = new PassedOver(),
): Inputs {
  if (paths.length === 0) return inputs({});
  const isOutside = (path: string, isFolder: boolean): boolean => {
    const whole = resolve(path).split(sep).join('/');
    const named = isFolder ? `${whole}/` : whole;
    if (reachOf(named, wanted) !== 'outside') return false;
    passedOver.note(named);
    return true;
  };
  const { files, ...found } = findTrailFiles(paths, isOutside);
  return inputs({ ...found, files: files.map((path) => ({ name: path, path })) });
}
