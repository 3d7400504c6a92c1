/** What the person at the keyboard can mend: ends with exit code 2 and the message alone. */
export class UsageError extends Error {}
