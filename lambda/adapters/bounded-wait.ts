/** Milliseconds. A message that is accepted takes a fraction of a second; the function ends after 30 s. */
const longEnough = 3_000;

/** Waits for what was begun, and no longer than is usual. */
export async function boundedWait(begun: Promise<void>, time = longEnough): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, time);
  });
  await Promise.race([begun, tooLong]);
  clearTimeout(timer);
}
