import type { Construct } from 'constructs';
import { grantLookUps } from './look-ups';
import { type Given, grantTelling, OwnFunction } from './own-function';

/** Name of the function's role where member accounts trust it. */
export const detectRole = 'mfa-watch-detect';

/**
 * Adds the function that judges events and sends alerts, with exactly what it may do.
 *
 * @param hasMembers whether there are member accounts, which trust the role by its name.
 */
export function addDetectFunction(scope: Construct, given: Given, hasMembers: boolean): OwnFunction {
  const detect = new OwnFunction(scope, 'Detect', {
    ...given,
    handler: 'detect',
    purpose: 'judges events and sends alerts',
    alarms: { meanwhile: 'alerts come late or not at all', isAsynchronous: true },
    memorySize: 512,
    ...(hasMembers && { roleName: detectRole }),
  });
  grantTelling(detect.role, given);
  given.memory.grant(detect.role, 'dynamodb:BatchGetItem');
  given.destinations.grantWatch(detect.role, given.guard.topic);
  grantLookUps(detect.role);
  return detect;
}
