import { html, type Html } from '../lambda/alerts/html';

/** What each code of `\x1b[…m` sets, by what it belongs to; no name: back to normal. These are all that the table uses. */
const codes: Readonly<Record<string, readonly [of: 'weight' | 'color' | 'back', name?: string]>> = {
  1: ['weight', 'bold'],
  2: ['weight', 'dim'],
  22: ['weight'],
  31: ['color', 'red'],
  33: ['color', 'yellow'],
  36: ['color', 'cyan'],
  37: ['color', 'white'],
  39: ['color'],
  41: ['back', 'on-red'],
  49: ['back'],
};

const styleChange = new RegExp('\u001b\\[(\\d+)m');

/** Text with colours for a terminal, as markup; a code that is not known here stays to be seen. */
export function fromAnsi(text: string): Html[] {
  const style = new Map<string, string>();
  const markup: Html[] = [];
  for (const [index, part] of text.split(styleChange).entries()) {
    if (index % 2 === 0) markup.push(painted(part, [...style.values()]));
    else set(style, part, markup);
  }
  return markup;
}

function set(style: Map<string, string>, code: string, markup: Html[]): void {
  const [of, name] = codes[code] ?? [];
  if (of === undefined) markup.push(html`␛[${code}m`);
  else if (name === undefined) style.delete(of);
  else style.set(of, name);
}

function painted(text: string, classes: readonly string[]): Html {
  if (text === '' || classes.length === 0) return html`${text}`;
  return html`<span class="${classes.join(' ')}">${text}</span>`;
}
