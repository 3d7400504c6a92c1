import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { storyPage, viewNames, viewPage } from './page';
import type { Story } from './stories';

const css = readFileSync(join(__dirname, 'style.css'), 'utf8');

export interface Site {
  url: string;
  close: () => void;
}

/**
 * Serves the stories to this machine alone.
 * @param port 0: a free one.
 */
export function serve(stories: readonly Story[], port: number): Promise<Site> {
  const server = createServer((request, response) => {
    answer(request, response, stories);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({ url, close: () => server.close() });
    });
  });
}

function answer({ url = '/', headers }: IncomingMessage, response: ServerResponse, stories: readonly Story[]): void {
  // Else a web site whose name resolves to 127.0.0.1 could read the alerts.
  const isLocal = /^(127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? '');
  const body = !isLocal ? undefined : url === '/style.css' ? css : pageAt(url, stories);
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': body === css ? 'text/css' : 'text/html; charset=utf-8',
    // Nothing runs, and nothing is loaded from elsewhere.
    'content-security-policy': "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    'cache-control': 'no-store',
  });
  response.end(body ?? 'There is no such page here; start at /');
}

/** `/`, `/<story>`, `/<story>/<view>`. */
function pageAt(path: string, stories: readonly Story[]): string | undefined {
  const [id = '', view, ...more] = path.slice(1).split('/');
  const story = id === '' ? stories[0] : stories.find((candidate) => candidate.id === id);
  if (story === undefined || more.length > 0) return undefined;
  if (view === undefined) return storyPage(stories, story);
  const name = viewNames.find((candidate) => candidate === view);
  return name === undefined ? undefined : viewPage(story, name);
}
