/**
 * What the bundle has in place of `node:child_process`: Commander loads that at each start (two milliseconds), for commands
 * that are programs of their own. There are none.
 */
export function spawn(): never {
  throw new Error('no command is a program of its own');
}
