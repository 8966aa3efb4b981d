import * as v from 'valibot';
import { hostMessage, savedState, type HostMessage, type PageMessage, type SavedState } from '../../src/panel/protocol';

/** What VS Code gives a webview to talk with; the page's document has got it already, as it is handed out once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

declare const vscode: VsCodeApi;

type Type = HostMessage['type'];
type Message<T extends Type> = Extract<HostMessage, { type: T }>;

/** The page's end of the messages with the extension host. */
export class Host {
  private readonly api = vscode;
  private readonly listeners: ((message: HostMessage) => void)[] = [];
  private lastId = -1;

  constructor() {
    addEventListener('message', (event: MessageEvent<unknown>) => this.receive(event.data));
  }

  send(message: PageMessage): void {
    this.api.postMessage(message);
  }

  /** Calls back for every message of one type. */
  on<T extends Type>(type: T, listener: (message: Message<T>) => void): void {
    this.listeners.push((message) => {
      if (isOf(message, type)) listener(message);
    });
  }

  /** A number that no other request of this page has: answers carry it. */
  newId(): number {
    return ++this.lastId;
  }

  /** What the page remembers over a reload of the window. */
  remembered(): SavedState | null {
    const saved = v.safeParse(savedState, this.api.getState());
    return saved.success ? saved.output : null;
  }

  remember(state: SavedState): void {
    this.api.setState(state);
  }

  /** Messages that are not of the protocol are dropped. */
  private receive(data: unknown): void {
    const parsed = v.safeParse(hostMessage, data);
    if (!parsed.success) return;
    for (const listener of this.listeners) listener(parsed.output);
  }
}

function isOf<T extends Type>(message: HostMessage, type: T): message is Message<T> {
  return message.type === type;
}
