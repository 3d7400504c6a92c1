import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// docs/performance.md has the measurements. Flags are those of the whole process, and what V8 keeps of code it takes only
// under the flags under which it was made.

/**
 * Most runs are over before code that V8 optimizes pays for its compilation, which takes turns with the work. What is still
 * hot after a second or two is optimized all the same. A flag that this V8 does not have would be an error on the terminal: the
 * first ended with version 11, the second came with 12.
 */
const optimizeLate = Number.parseInt(process.versions.v8) < 12 ? '--interrupt-budget=1000000' : '--no-maglev';
/** While all processors read, more threads that collect garbage only stand in the way. */
const collectAlone = '--no-parallel-scavenge';

export function forShortRuns(): void {
  [optimizeLate, collectAlone].forEach(setFlagsFromString);
}

/**
 * V8 looks for garbage when a heap has grown to a multiple of what was alive, up to four times; from now on, when it has grown by a
 * fifth. With two fifths it took a tenth of a short run's time, so short runs are spared.
 */
export function forLongRuns(): void {
  if (isLong) return;
  isLong = true;
  setFlagsFromString('--heap-growing-percent=20');
  // By itself V8 would hear of it when it first looks, which is at four times the room.
  collectGarbage();
}

let isLong = false;
let collect: (() => void) | undefined;

/** Takes this thread some 10 ms where 10 MB are alive. For a long run that has come to its next step: it has the room that the last one needed. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
}

/**
 * The room for young objects grows no further. It would become 34 MB in a thread (134 on Node.js 24), for what is forgotten at
 * once. Each thread that starts undoes it, and takes no code that was kept under other flags: so not before all have begun to work.
 */
export function onceAllWork(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** So that code may be kept. */
export function asAtTheStart(): void {
  ['--heap-growing-percent=0', '--semi-space-growth-factor=2'].forEach(setFlagsFromString);
}
