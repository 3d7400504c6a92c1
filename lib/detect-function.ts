import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantLookUps } from './look-ups';
import { addFunction, type Given, grantTelling } from './own-function';

interface DetectFunctionProps extends Given {
  /** Whether there are member accounts, which trust the role by its name. */
  hasMembers: boolean;
}

/** Name of the function's role where member accounts trust it. */
export const detectRole = 'mfa-watch-detect';

/** The function that judges events and sends alerts, with exactly what it may do. */
export class DetectFunction extends Construct {
  readonly handler: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, { hasMembers, ...given }: DetectFunctionProps) {
    super(scope, id);
    const { handler, role } = addFunction(this, {
      ...given,
      handler: 'detect',
      purpose: 'judges events and sends alerts',
      alarms: { meanwhile: 'alerts come late or not at all', isAsynchronous: true, guard: given.guard },
      memorySize: 512,
      ...(hasMembers && { roleName: detectRole }),
    });
    grantTelling(role, given);
    given.memory.grant(role, 'dynamodb:BatchGetItem');
    given.destinations.grantWatch(role, given.guard.topic);
    grantLookUps(role);
    this.handler = handler;
    this.role = role;
  }
}
