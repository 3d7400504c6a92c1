import { types } from 'node:util';

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'access denied',
};

/** Why something failed, in words for the person who must mend it. */
export function reasonOf(error: unknown): string {
  return words[codeOf(error) ?? ''] ?? (types.isNativeError(error) ? error.message : String(error));
}

export function codeOf(error: unknown): string | undefined {
  return types.isNativeError(error) ? (error as NodeJS.ErrnoException).code : undefined;
}

/** AWS says no, which it will say again; else it may only have been busy, or out of reach. */
export function isRefusal(error: unknown): error is Error {
  return types.isNativeError(error) && error.name.startsWith('AccessDenied');
}

/** What AWS calls the error, such as `AccessDenied`; its message may hold anything. */
export function nameOf(error: unknown): string {
  return types.isNativeError(error) ? error.name : String(error);
}
