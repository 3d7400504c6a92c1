/** The stack with the functions; who deploys the construct in an app of their own names it as they like. */
export const homeStack = 'mfa-watch';

/** Of the forwarder in a region, however it is deployed: doctor looks for it by this name. @param region or what a shell makes one of. */
export function forwarderStack(region: string): string {
  return `${homeStack}-${region}`;
}
