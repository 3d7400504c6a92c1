/** A piece of a Slack message; `mention` is what pings somebody or names a channel. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote' | 'code' | 'block'; spans: Span[] }
  | { kind: 'link'; url: string; spans: Span[] }
  | { kind: 'mention'; name: string }
  | { kind: 'emoji'; name: string };

interface Rule {
  /** Sticky: it must match where the reader stands. */
  pattern: RegExp;
  read: (inner: string, label: string | undefined, whole: string) => Span;
}

/**
 * Reads Slack's markup (https://docs.slack.dev/messaging/formatting-message-text) as Amazon Q sends it, that is with
 * `verbatim` off: bare addresses, @names and #channels come alive, too. Where Slack's behaviour is not documented, more is
 * taken to be alive rather than less, so that the preview shows an injection.
 */
export function parseMrkdwn(text: string): Span[] {
  return read(text, everywhere);
}

function read(text: string, rules: readonly Rule[]): Span[] {
  const spans: Span[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') spans.push({ kind: 'text', text: decoded(plain) });
    plain = '';
  };
  for (let at = 0; at < text.length;) {
    const found = spanAt(text, at, rules);
    if (found === undefined) plain += text.charAt(at++);
    else {
      flush();
      spans.push(found.span);
      at += found.length;
    }
  }
  flush();
  return spans;
}

function spanAt(text: string, at: number, rules: readonly Rule[]): { span: Span; length: number } | undefined {
  for (const { pattern, read: spanOf } of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { span: spanOf(match[1] ?? '', match[2], match[0]), length: match[0].length };
  }
  return undefined;
}

/** Slack knows these three and no other. */
function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `<https://…|label>`, `<@U1>`, `<#C1>`, `<!channel>`: Slack reads these before all else, in code too. */
const control: Rule = {
  pattern: /<([^<>|\n]+)(?:\|([^<>\n]*))?>/y,
  read: (inner, label) =>
    /^[@#!]/.test(inner)
      ? { kind: 'mention', name: decoded(label ?? inner) }
      : { kind: 'link', url: decoded(inner), spans: label === undefined ? plainly(inner) : read(label, inLabel) },
};

/** It stands on lines of its own: the break after it is no empty line. */
const block: Rule = {
  pattern: /```([^]+?)```\n?/y,
  read: (inner) => ({ kind: 'block', spans: read(inner, [control]) }),
};
const code: Rule = { pattern: /`([^`\n]+)`/y, read: (inner) => ({ kind: 'code', spans: read(inner, [control]) }) };

const quote: Rule = {
  pattern: /(?<=^|\n)(?:&gt;|>) ?([^\n]+)\n?/y,
  read: (inner) => ({ kind: 'quote', spans: read(inner, everywhere) }),
};

/** Marks count where no letter or digit stands outside them, and no blank inside; code between them may hold others. */
function marked(kind: 'bold' | 'italic' | 'strike', mark: string): Rule {
  const content = `(?!\\s)(?:[^${mark}\`\\n]|\`[^\`\\n]*\`)+(?<!\\s)`;
  return {
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])[${mark}](${content})[${mark}](?![\\p{L}\\p{N}])`, 'yu'),
    read: (inner) => ({ kind, spans: read(inner, everywhere) }),
  };
}

/** Digits alone are no name of an emoji, but part of a time or an ARN. */
const emoji: Rule = {
  pattern: /(?<![\p{L}\p{N}]):(?!\d+:)([\w+'-]+):/uy,
  read: (name) => ({ kind: 'emoji', name }),
};

const bareMention: Rule = {
  pattern: /(?<![\p{L}\p{N}])(@[\w.-]+|#[\p{L}\p{N}_-]+)/uy,
  read: (name) => ({ kind: 'mention', name }),
};

const bareLink: Rule = {
  pattern: /(?<![\p{L}\p{N}_])(?:[a-z][a-z\d+.-]*:\/\/|www\.)[^\s<>|]+/iuy,
  read: (_, _label, url) => ({ kind: 'link', url: decoded(url), spans: plainly(url) }),
};

/** `evil.example/path`, `evil.com`. After a slash it is part of a path, after an at sign of a mail address. */
const bareHost: Rule = {
  pattern:
    /(?<![\p{L}\p{N}@./-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}[\p{L}\p{N}-]*(?=[/:?#])|(?:\p{L}{2}|com|net|org|info|app|dev)(?![\p{L}\p{N}_-]))[^\s<>|,;)'"`*]*/iuy,
  read: (_, _label, host) => ({ kind: 'link', url: `http://${decoded(host)}`, spans: plainly(host) }),
};

const inLabel: readonly Rule[] = [marked('bold', '*'), marked('italic', '_'), marked('strike', '~'), emoji];
const everywhere: readonly Rule[] = [control, block, code, quote, ...inLabel, bareMention, bareLink, bareHost];

function plainly(text: string): Span[] {
  return [{ kind: 'text', text: decoded(text) }];
}
