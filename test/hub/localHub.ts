/** A Hub of our own on 127.0.0.1: its API, its redirects to a "CDN", etags and ranges, and the ways it can fail. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export const commit = '0123456789abcdef0123456789abcdef01234567';
export const config = Buffer.from('{"_class_name": "AutoencoderTiny"}');
export const weights = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 251));
export const sha256 = createHash('sha256').update(weights).digest('hex');
export const gitOid = gitOidOf(config);

function gitOidOf(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** What the repository holds. */
export interface HubFiles {
  readonly config: Buffer;
  readonly weights: Buffer;
}

export interface Seen {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export class LocalHub {
  readonly seen: Seen[] = [];
  /** Answers a request for the weights from the CDN instead of the ordinary answer. */
  weightsAnswer: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
  /** Answers every request to the API instead. */
  apiAnswer: ((response: ServerResponse) => void) | null = null;
  /** What the API says of the weights. */
  listed: { size: number; sha256: string };
  readonly #server: Server;

  constructor(private readonly files: HubFiles = { config, weights }) {
    this.listed = { size: files.weights.length, sha256: createHash('sha256').update(files.weights).digest('hex') };
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Requests for the weights that reached the CDN. */
  get weightsRequests(): Seen[] {
    return this.seen.filter(({ path }) => path.startsWith('/cdn/') && path.endsWith('.safetensors'));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    this.seen.push({ path, range: request.headers.range, authorization: request.headers.authorization });
    if (path.startsWith('/api/')) this.#api(path, response);
    else if (path.startsWith('/cdn/')) this.#file(request, response, path.replace('/cdn/', ''));
    else if (path.startsWith(`/madebyollin/taesd/resolve/${commit}/`))
      response.writeHead(302, { Location: `/cdn/${path.split('/').at(-1) ?? ''}` }).end();
    else response.writeHead(404).end();
  }

  #api(path: string, response: ServerResponse): void {
    if (this.apiAnswer) {
      this.apiAnswer(response);
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    if (path.includes('/paths-info/'))
      response.end(
        JSON.stringify([
          { path: 'config.json', type: 'file', size: this.files.config.length, oid: gitOidOf(this.files.config) },
          {
            path: 'diffusion_pytorch_model.safetensors',
            type: 'file',
            size: this.listed.size,
            oid: 'f'.repeat(40),
            lfs: { oid: this.listed.sha256, size: this.listed.size, pointerSize: 134 },
          },
        ]),
      );
    else response.end(JSON.stringify({ _id: '1', id: 'madebyollin/taesd', sha: commit }));
  }

  #file(request: IncomingMessage, response: ServerResponse, name: string): void {
    const content = { 'config.json': this.files.config, 'diffusion_pytorch_model.safetensors': this.files.weights }[
      name
    ];
    if (content === undefined) response.writeHead(404).end();
    else if (this.weightsAnswer && content === this.files.weights) this.weightsAnswer(request, response);
    else sendFrom(startOf(request), content, response);
  }
}

/** Where the range of a request begins; 0 without one. */
export function startOf({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
}

export function sendFrom(start: number, content: Buffer, response: ServerResponse): void {
  const part = content.subarray(start);
  if (start > 0) response.setHeader('Content-Range', `bytes ${start}-${content.length - 1}/${content.length}`);
  response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': part.length }).end(part);
}

/** Promises the whole rest and hangs up after some of it. */
export function breakOffAfter(bytes: number): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const start = startOf(request);
    const rest = weights.subarray(start);
    if (start > 0) response.setHeader('Content-Range', `bytes ${start}-${weights.length - 1}/${weights.length}`);
    response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': rest.length });
    response.write(rest.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };
}
