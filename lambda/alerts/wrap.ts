/** Words on lines of at most `width` characters, later lines set in by `hang`; a word longer than a line is broken. */
export function wrap(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).flatMap((whole) => pieces(whole, width - hang))) {
    const line = lines.at(-1);
    if (line !== undefined && length(line) + 1 + length(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : ' '.repeat(hang) + word);
  }
  return lines;
}

function pieces(word: string, size: number): string[] {
  const characters = Array.from(word);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

function length(text: string): number {
  return Array.from(text).length;
}
