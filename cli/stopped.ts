/** Nothing more is read, because somebody said so. Exit code 130, as of a program that Ctrl-C ends. */
export class Stopped extends Error {}

/** @param grace milliseconds that the work has once somebody stops it. @returns what it comes to, or the other: what hears of no stop is left alone then. */
export function unlessStopped<Result>(
  work: Promise<Result>,
  stop: AbortSignal | undefined,
  otherwise: Result,
  grace = 0,
): Promise<Result> {
  if (stop === undefined) return work;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stopped = (): void => {
      if (grace === 0) resolve(otherwise);
      else
        timer = setTimeout(() => {
          resolve(otherwise);
        }, grace);
    };
    if (stop.aborted) stopped();
    stop.addEventListener('abort', stopped);
    const forget = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', stopped);
    };
    work.then(resolve, reject).then(forget, forget);
  });
}
