import { ErrorCodes, parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** As a browser would read it. Throws where a browser would have to guess. */
export function parsed(html: string): DefaultTreeAdapterTypes.Document {
  return parse(html, {
    onParseError: ({ code, startLine, startCol }) => {
      // Unassigned for ever, and as harmless as any other character.
      if (code === ErrorCodes.noncharacterInInputStream) return;
      throw new Error(`${code} at line ${startLine}, column ${startCol}`);
    },
  });
}

/** All elements inside, in document order. */
export function elementsOf(node: Node | undefined): Element[] {
  const children = node !== undefined && 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => ('tagName' in child ? [child, ...elementsOf(child)] : []));
}

/** With all white space as one space between words, but for what is preformatted. */
export function textOf(node: Node | undefined): string {
  const text = rawText(node);
  return node !== undefined && 'tagName' in node && ['pre', 'style'].includes(node.tagName)
    ? text
    : text.replace(/\s+/g, ' ').trim();
}

function rawText(node: Node | undefined): string {
  if (node === undefined) return '';
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(rawText).join('') : '';
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value;
}
