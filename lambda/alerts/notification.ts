import { prose } from './slack-text';

/** Amazon Q Developer in chat applications shows nothing of a message that breaks one of these. */
const limits = { title: 250, description: 8000, keyword: 75 };

/** Lines or a block that are ready to be shown: what was untrusted in them is escaped. */
export interface Part {
  text: string;
  /** Where there is no room for all, parts of the lowest go first, and of those the last. */
  importance: number;
}

export interface ChatContent {
  headline: string;
  parts: readonly Part[];
  keywords: readonly string[];
  threadId: string;
  context: Readonly<Record<string, string>>;
  /** Whether buttons may be shown under it. */
  hasButtons: boolean;
  /** What a button says to the function that answers; a channel that has no buttons has none. */
  respond?: string | undefined;
  /** URL of the queue that a button says it to. */
  queue?: string | undefined;
}

/** The custom notification of Amazon Q Developer in chat applications (schema 1.0), as JSON. */
export function notification(content: ChatContent): string {
  const { headline, parts, keywords, threadId, context, hasButtons, respond = '', queue = '' } = content;
  const title = prose(headline, limits.title);
  const shown = Object.fromEntries(Object.entries(context).map(([key, text]) => [key, prose(text, 200)]));
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description: joined(parts.filter(({ text }) => text !== '')),
      keywords: keywords.map((word) => prose(word, limits.keyword)),
    },
    metadata: {
      threadId,
      summary: title,
      additionalContext: {
        ...shown,
        // A command takes these two as they stand, so each is of this form or not there.
        ...(/^[\w-]+@[\w-]+$/.test(respond) && { respond }),
        ...(/^https:\/\/sqs\.[\w.-]+\/\d{12}\/[\w-]+$/.test(queue) && { queue }),
      },
      enableCustomActions: hasButtons,
    },
  });
}

/** Whole parts only: half a code block or half a link would swallow what follows. */
function joined(parts: readonly Part[]): string {
  const dispensableLast = parts.toSorted((a, b) => b.importance - a.importance);
  for (let count = parts.length; count > 0; count -= 1) {
    const kept = new Set(dispensableLast.slice(0, count));
    const text = [
      ...parts.filter((part) => kept.has(part)).map((part) => part.text),
      ...(count < parts.length ? ['… (shortened)'] : []),
    ].join('\n');
    if (text.length <= limits.description) return text;
  }
  return '… (shortened)';
}
