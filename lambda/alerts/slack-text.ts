import { defang, printable, shorten } from './plain';

/** Slack's own rule for literal text: exactly these three characters. */
function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Untrusted text in a sentence: no mention, link, formatting or emoji comes alive. Look-alikes stand for what Slack has no
 * escape for; the exact text of a name stands in a code span beside it.
 */
export function prose(text: string, limit: number): string {
  // What follows a look-alike may become an address only by it, so addresses are taken apart before and after.
  return within(limit, text, (part) => entities(defang(lookAlikes(defang(printable(part))))));
}

function lookAlikes(text: string): string {
  return text
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', "'")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .replace(/(?<![\p{L}\p{N}])@/gu, '＠')
    .replace(/#(?=[\p{L}\p{N}_-])/gu, '＃')
    .replace(/(?<![\p{L}\p{N}]):(?=(?!\d+:)[\w+'-]+:)/gu, '∶');
}

/** Untrusted text in a code span, in which Slack reads nothing but the three entities. */
export function code(text: string, limit = 130): string {
  const content = within(limit - 2, text, (part) => entities(printable(part).replaceAll('`', "'").trim()));
  return content === '' ? '(empty)' : `\`${content}\``;
}

/** Our own text, which may use Slack's formatting. */
export function trusted(text: string, limit: number): string {
  return within(limit, text, (part) => entities(printable(part)));
}

/** Cuts before escaping, so that no cut falls into an escape. */
function within(limit: number, text: string, escape: (part: string) => string): string {
  let length = Math.min(text.length, limit);
  let result = escape(shorten(text, length));
  while (result.length > limit) {
    length -= Math.max(1, Math.ceil((result.length - limit) / 8));
    result = escape(shorten(text, length));
  }
  return result;
}
