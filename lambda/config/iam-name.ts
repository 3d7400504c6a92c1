/** Names of IAM users and of role sessions: what IAM allows, and so neither quote, blank nor control (IAM API reference, User). */
export const iamName = /^[\w+=,.@-]{1,64}$/;
