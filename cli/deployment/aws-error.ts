import { nameOf, reasonOf } from '../../lambda/adapters/reason';
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

/** What a failed call says of itself, fit for a terminal. */
export function said(error: unknown): string {
  const message = reasonOf(error);
  return printable(message === '' ? nameOf(error) : message);
}

/**
 * @param actions what the credentials must be allowed to do, such as `sqs:ReceiveMessage`.
 * @returns undefined if the credentials are not what is wrong.
 */
export function credentialsError(error: unknown, actions: string): UsageError | undefined {
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
  return credentialsError(error, actions) ?? new Error(message, { cause: error });
}
