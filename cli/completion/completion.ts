import type { Command } from 'commander';
import { detections } from '../../lambda/detections';
import { completedCommands } from './commands';
import { scripts } from './scripts';
import type { Shell } from './shells';

/** What a shell reads to complete what the program takes. */
export function completion(program: Command, shell: Shell): string {
  return scripts[shell](completedCommands(program, { detection: detections.map(({ id }) => id) }));
}
