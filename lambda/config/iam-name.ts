/** Names of IAM users, roles and role sessions: what IAM allows, and so neither quote, blank nor control (IAM API reference). */
export const iamName = /^[\w+=,.@-]{1,64}$/;
