import { isRefusal } from '../../../lambda/adapters/reason';
import type { Config } from '../../../lambda/config/config';
import { accessError, said } from '../../deployment/aws-error';
import { UsageError } from '../../usage-error';

export type State = 'ok' | 'bad' | 'unknown';

/** What one look has found. Texts may hold what others chose: they are escaped where they are shown. */
export interface Line {
  /** Such as `trail`. */
  what: string;
  state: State;
  found: string;
  /** What to do about it; absent if all is well. */
  mend?: string;
}

/** The deployment that is looked at. */
export interface Place {
  home: string;
  /** Regions that must have a forwarder. */
  forwarded: readonly string[];
  /** 12 digits. */
  account: string;
  config: Config;
}

export const deployAgain = 'deploy again: npx cdk deploy "**"';

export function ok(what: string, found: string): Line {
  return { what, state: 'ok', found };
}

export function bad(what: string, found: string, mend: string): Line {
  return { what, state: 'bad', found, mend };
}

export function unknown(what: string, found: string, mend: string): Line {
  return { what, state: 'unknown', found, mend };
}

/**
 * What AWS does not let us see is one unknown line, so that the other looks still count.
 *
 * @param actions what the credentials must be allowed to do, such as `events:ListRules`.
 */
export async function looking(what: string, actions: string, look: () => Promise<Line[]>): Promise<Line[]> {
  try {
    return await look();
  } catch (error) {
    return [unseen(what, actions, accessError(error, actions) ?? error)];
  }
}

function unseen(what: string, actions: string, error: unknown): Line {
  if (error instanceof UsageError) {
    const [found = '', ...mend] = error.message.split('\n');
    return unknown(what, found, mend.join(' ') || `use credentials that may call ${actions}`);
  }
  const mend = isRefusal(error) || isUnauthorized(error) ? 'use credentials that may call' : 'run this again; it calls';
  return unknown(what, `AWS does not say: ${said(error)}`, `${mend} ${actions}`);
}

/** SNS and some others do not say AccessDenied. */
function isUnauthorized(error: unknown): boolean {
  return error instanceof Error && /^(AuthorizationError|UnauthorizedOperation|NotAuthorized)/.test(error.name);
}
