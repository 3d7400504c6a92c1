import * as z from 'zod/mini';

/** Amazon Q Developer's schema and limits: what breaks them is not shown at all. */
export const notification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string().check(z.minLength(1), z.maxLength(250)),
    description: z.string().check(z.minLength(1), z.maxLength(8000)),
    keywords: z.array(z.string().check(z.maxLength(75))),
  }),
  metadata: z.strictObject({
    threadId: z.string().check(z.minLength(1)),
    summary: z.string(),
    additionalContext: z.record(z.string(), z.string()),
    enableCustomActions: z.boolean(),
  }),
});

/** Our own links and formatting taken out; in what is left, nothing may be alive. */
export function foreign(text: string): string {
  return text
    .replace(/<https:\/\/(us-east-1\.console\.aws\.amazon|docs\.example)\.com\/[^<>|`*~\s]+\|[^<>]+>/g, '')
    .replace(/```(aws (iam|sts|sqs)|npm start|SELECT|fields) [^`<>&]+```/g, '')
    .replace(/`[^`\n]+`/g, '')
    .replace(/^\*[^*\n]+\*/gm, '')
    .replace(/^• \*new\*/gm, '•');
}

export const alive = /[<>`*~]|&(?!(amp|lt|gt);)|:\/\/|(?<![\p{L}\p{N}])[_@]|(?<![\p{L}\p{N}]):(?!\d+:)[\w+'-]+:/u;
