import * as v from 'valibot';
import {
  hostMessage,
  savedState,
  type PageMessage,
  type PanelState,
  type Provenance,
  type SavedState,
  type StepPicture,
} from '../src/panel/protocol';

/** What VS Code gives a webview to talk with; it hands it out once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface StepPictures {
  readonly pictures: readonly StepPicture[];
  readonly provenance: Provenance;
}

/** Why a request came back without pictures; `stale` ones need not be shown to anyone. */
export class NoPictures extends Error {
  constructor(
    message: string,
    readonly stale: boolean,
  ) {
    super(message);
  }
}

interface Waiting {
  readonly resolve: (pictures: StepPictures) => void;
  readonly reject: (reason: NoPictures) => void;
}

/** The page's end of the conversation with the extension host. */
export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  constructor(private readonly onState: (state: PanelState) => void) {
    addEventListener('message', (event: MessageEvent<unknown>) => this.receive(event.data));
  }

  send(message: Exclude<PageMessage, { type: 'pictures' | 'cancel' }>): void {
    this.api.postMessage(message);
  }

  /**
   * Asks for step pictures of the schedule that `key` names.
   *
   * @throws NoPictures (by rejection) when they cannot be made, or when `signal` gives the request up
   */
  pictures(key: string, steps: readonly number[], size: number, signal: AbortSignal): Promise<StepPictures> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      signal.addEventListener('abort', () => this.cancel(id), { once: true });
      this.api.postMessage({ type: 'pictures', id, key, steps: [...steps], size });
    });
  }

  /** What the page remembers over a reload of the window. */
  remembered(): SavedState | null {
    const saved = v.safeParse(savedState, this.api.getState());
    return saved.success ? saved.output : null;
  }

  remember(state: SavedState): void {
    this.api.setState(state);
  }

  private cancel(id: number): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    this.api.postMessage({ type: 'cancel', id });
    waiting.reject(new NoPictures('no longer needed', true));
  }

  /** Messages that are not of the protocol are dropped. */
  private receive(data: unknown): void {
    const parsed = v.safeParse(hostMessage, data);
    if (!parsed.success) return;
    const message = parsed.output;
    if (message.type === 'state') {
      this.onState(message.state);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === 'pictures') waiting?.resolve(message);
    else waiting?.reject(new NoPictures(message.message, message.stale));
  }
}
