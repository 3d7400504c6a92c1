import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What function-clock.cjs reads. */
export function clockFile(folder: string): string {
  return join(folder, 'clock');
}

/** The functions' clocks are ahead by so many minutes from now on. */
export function turnClocks(folder: string, minutes: number): void {
  writeFileSync(clockFile(folder), String(minutes * 60_000));
}
