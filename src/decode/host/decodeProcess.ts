import { fork, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { Launch } from './cuda';
import { DecodeError } from '../shared/errors';
import {
  messageSchema,
  type Answer,
  type Message,
  type Provider,
  type Request,
  type RequestOnWire,
} from '../shared/messages';

/** Thrown at a request whose process went away: not the request's fault until it happens again and again. */
export class ProcessEnded extends Error {
  constructor(
    readonly reason: 'exit' | 'timeout',
    /** What the system ended it with, if it did. */
    readonly signal: NodeJS.Signals | null = null,
  ) {
    super(reason === 'exit' ? 'The decode process ended.' : 'The decode process did not answer in time.');
  }
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

export interface ProcessOptions {
  /** Absolute path of the built `process/main.ts`. */
  readonly processFile: string;
  readonly provider: Provider;
  readonly log: (line: string) => void;
  readonly launch?: Launch;
}

/** One forked decode process, answering one request at a time, from its start to its end. */
export class DecodeProcess {
  /** Settles once it can work; rejects with a {@link DecodeError} if there is no sense in trying again. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  /** Keys of the graphs whose bytes it already has, as a whole and in layers. */
  readonly #graphs = new Set<string>();
  readonly #layered = new Set<string>();
  #nextId = 1;
  #ended = false;
  #settleReady: { resolve(): void; reject(error: Error): void };

  constructor({ processFile: file, provider, log, launch }: ProcessOptions) {
    this.#settleReady = { resolve: () => undefined, reject: () => undefined };
    this.ready = new Promise((resolve, reject) => (this.#settleReady = { resolve, reject }));
    this.ready.catch(() => undefined);
    this.#child = fork(file, [provider, ...(launch?.arguments ?? [])], {
      serialization: 'advanced',
      silent: true,
      execArgv: [],
      cwd: dirname(file),
      env: { ...environment(), ...launch?.environment },
    });
    this.#child.on('message', (message) => this.#receive(message));
    this.#child.on('error', (error) => {
      log(`decode process (${provider}): ${error.message}`);
      this.#end('exit');
    });
    this.#child.on('exit', (_code, signal) => this.#end('exit', signal));
    this.#child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => log(`decode process (${provider}): ${text.trimEnd()}`));
    this.#child.stdout?.resume();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * @throws DecodeError what the process refused
   * @throws ProcessEnded when it ended, or was ended because `milliseconds` went by
   */
  async ask(request: Request, milliseconds: number): Promise<Answer> {
    if (this.#ended) throw new ProcessEnded('exit');
    const id = this.#nextId++;
    const timer = setTimeout(() => this.#end('timeout'), milliseconds);
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        this.#child.send({ id, request: this.#onWire(request) }, (error) => error && this.#end('exit'));
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it at once; it holds nothing worth saving. */
  kill(reason: 'exit' | 'timeout' = 'exit'): void {
    this.#end(reason);
  }

  /** A graph's bytes go along once. */
  #onWire(request: Request): RequestOnWire {
    const { network } = request;
    if (network.kind !== 'graph') return { ...request, network };
    const { kind, key } = network;
    const layers = request.kind === 'run' ? (network.inStrips?.(request.tensor.shape) ?? null) : null;
    const sent = layers ? this.#layered : this.#graphs;
    const bytes = sent.has(key) ? { onnx: null, layers: null } : { onnx: layers ? null : network.onnx, layers };
    sent.add(key);
    return { ...request, network: { kind, key, weights: [...network.weights], inStrips: layers !== null, ...bytes } };
  }

  #receive(raw: unknown): void {
    const parsed = v.safeParse(messageSchema, raw);
    if (parsed.success) this.#handle(parsed.output);
  }

  #handle(message: Message): void {
    switch (message.kind) {
      case 'ready':
        this.#settleReady.resolve();
        break;
      case 'unavailable':
        this.#settleReady.reject(new DecodeError('runtime', message.message));
        this.#end('exit');
        break;
      case 'answer':
        this.#take(message.id)?.resolve(message.answer);
        break;
      case 'refusal':
        this.#take(message.id)?.reject(new DecodeError(message.fault, message.message));
        break;
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(reason: 'exit' | 'timeout', signal: NodeJS.Signals | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#child.kill('SIGKILL');
    const ended = new ProcessEnded(reason, signal);
    this.#settleReady.reject(ended);
    for (const pending of this.#pending.values()) pending.reject(ended);
    this.#pending.clear();
  }
}

/** Electron runs as plain Node, and a debugger attached to the editor stays with the editor. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
}
