import { prose, trusted } from './slack-text';

/** Amazon Q Developer in chat applications shows nothing of a message that breaks one of these. */
const limits = { title: 250, description: 8000, nextStep: 350, keyword: 75 };

/** Lines or a block that are ready to be shown: what was untrusted in them is escaped. */
export interface Part {
  text: string;
  /** Where there is no room for all, parts of the lowest go first, and of those the last. */
  importance: number;
}

export interface ChatContent {
  headline: string;
  parts: readonly Part[];
  /** Our own words. */
  nextSteps: readonly string[];
  keywords: readonly string[];
  threadId: string;
  context: Readonly<Record<string, string>>;
  /** Whether buttons may be shown under it. */
  hasButtons: boolean;
  /** What a button says to the function that answers; a channel that has no buttons has none. */
  respond?: string | undefined;
}

/** The custom notification of Amazon Q Developer in chat applications (schema 1.0), as JSON. */
export function notification(content: ChatContent): string {
  const { headline, parts, nextSteps, keywords, threadId, context, hasButtons, respond } = content;
  const title = prose(headline, limits.title);
  const shown = Object.fromEntries(Object.entries(context).map(([key, text]) => [key, prose(text, 200)]));
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description: joined(parts.filter(({ text }) => text !== '')),
      nextSteps: nextSteps.map((step) => trusted(step, limits.nextStep)),
      keywords: keywords.map((word) => prose(word, limits.keyword)),
    },
    metadata: {
      threadId,
      summary: title,
      // A command takes it as it stands, so it is ids or nothing.
      additionalContext: respond !== undefined && /^[\w-]+@[\w-]+$/.test(respond) ? { ...shown, respond } : shown,
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
