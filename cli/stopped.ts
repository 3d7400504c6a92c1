/** Nothing more is read, because somebody said so. Exit code 130, as of a program that Ctrl-C ends. */
export class Stopped extends Error {}

/** @returns what the work comes to, or the other as soon as somebody stops it: what hears of no stop is left alone then. */
export function unlessStopped<Result>(
  work: Promise<Result>,
  stop: AbortSignal | undefined,
  otherwise: Result,
): Promise<Result> {
  if (stop === undefined) return work;
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      resolve(otherwise);
    };
    if (stop.aborted) stopped();
    stop.addEventListener('abort', stopped);
    const forget = (): void => {
      stop.removeEventListener('abort', stopped);
    };
    work.then(resolve, reject).then(forget, forget);
  });
}
