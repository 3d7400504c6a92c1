import { codeOf, nameOf, reasonOf } from '../../lambda/adapters/reason';
import { printable } from '../../lambda/alerts/plain';
import { UsageError } from '../usage-error';

const absent = ['CredentialsProviderError', 'TokenProviderError'];
const refused = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** Of Node.js: nothing came back from where AWS should be. */
const unreachable = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
];

/** What a failed call says of itself, fit for a terminal. */
export function said(error: unknown): string {
  const message = reasonOf(error);
  return printable(message === '' ? nameOf(error) : message);
}

/**
 * What keeps the person at the keyboard from AWS, whatever was asked: no network, or credentials.
 *
 * @param actions what the credentials must be allowed to do, such as `sqs:ReceiveMessage`.
 * @returns undefined if it is something else.
 */
export function accessError(error: unknown, actions: string): UsageError | undefined {
  if (unreachable.includes(codeOf(error) ?? ''))
    return new UsageError(
      `AWS cannot be reached: ${said(error)}\nexpected a network that leads there; check the connection, the proxy, and how the region is spelt`,
    );
  const expected = `expected a profile or keys that may call ${actions}`;
  if (absent.includes(nameOf(error)))
    return new UsageError(`no AWS credentials (${said(error)}); ${expected}; sign in, or set AWS_PROFILE`);
  if (!refused.includes(nameOf(error))) return undefined;
  return new UsageError(`AWS does not take these credentials (${said(error)}); sign in again; ${expected}`);
}

/** What a command asks of AWS, in words for when it fails. */
export interface Call {
  /** Such as `function detect in us-east-1 cannot be called`. */
  failure: string;
  /** What the credentials must be allowed to do. */
  actions: string;
  /** What must be there, and where. */
  target: string;
}

/** @returns a UsageError where the person at the keyboard can mend it. */
export function callError(error: unknown, { failure, actions, target }: Call): Error {
  const message = `${failure}: ${said(error)}`;
  const name = nameOf(error);
  if (/^(AccessDenied|AuthorizationError)/.test(name))
    return new UsageError(`${message}\nexpected credentials that may call ${actions}`);
  if (/NotFound(Exception)?$|^NoSuchBucket$/.test(name)) return new UsageError(`${message}\nexpected ${target}`);
  return accessError(error, actions) ?? new Error(message, { cause: error });
}
