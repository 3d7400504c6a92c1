/** Nothing more is read, because somebody said so. Exit code 130, as of a program that Ctrl-C ends. */
export class Stopped extends Error {}
