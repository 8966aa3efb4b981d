import { describe, expect, it, vi } from 'vitest';
import { Comparison } from '../../src/panel/state/comparison';
import type { HostMessage, PageMessage } from '../../src/panel/protocol';
import type { PanelServices } from '../../src/panel/state/services';
import { analysisOf } from './fixtures';
import { inspectionOf, readingOf, stableDiffusion } from '../inspect/fixtures';

/** VS Code's events as far as the panel listens to them, by name. */
const events = vi.hoisted(() => new Map<string, ((event: unknown) => void)[]>());

/** The messages the user was shown. */
const said = vi.hoisted((): string[] => []);

vi.mock('vscode', () => {
  const on = (name: string) => (listener: (event: unknown) => void) => {
    events.set(name, [...(events.get(name) ?? []), listener]);
    return { dispose: () => undefined };
  };
  const uri = (path: string) => ({ path, fsPath: path, scheme: 'file', toString: () => `file://${path}` });
  return {
    workspace: {
      onDidOpenTextDocument: on('open'),
      onDidCloseTextDocument: on('close'),
      onDidOpenNotebookDocument: on('openNotebook'),
      onDidCloseNotebookDocument: on('closeNotebook'),
      onDidChangeConfiguration: on('configuration'),
      textDocuments: [],
      notebookDocuments: [],
    },
    window: { tabGroups: { all: [] }, showErrorMessage: (text: string) => void said.push(text) },
    Uri: {
      parse: (text: string) => uri(text.replace('file://', '')),
      joinPath: (base: { path: string }, ...more: string[]) => uri([base.path, ...more].join('/')),
    },
    ViewColumn: { One: 1 },
    Disposable: class {
      constructor(readonly dispose: () => void) {}
    },
    EventEmitter: class {
      event = on('emitter');
      fire = () => undefined;
      dispose = () => undefined;
    },
  };
});

const mustNotBeLogged = (text: string): void => expect.fail(text);

/** A panel about one scheduler, with everything around it counted. */
async function panelOf({ withProgram = false, styleSheet = () => '', logError = mustNotBeLogged } = {}) {
  const vscode = await import('vscode');
  const { SchedulePanel } = await import('../../src/panel/schedulePanel');
  const uri = vscode.Uri.parse('file:///a.py');
  const counted = { reads: 0, inspections: 0, closings: 0, posted: [] as HostMessage[] };
  const analysis = analysisOf(readingOf('EulerDiscreteScheduler'));
  const program = {
    uri,
    analysis,
    inspect: () => {
      counted.inspections++;
      return inspectionOf('EulerDiscreteScheduler', stableDiffusion, { num_inference_steps: 20 });
    },
  };
  let changed: (at: unknown) => void = () => undefined;
  let receive: (message: PageMessage) => void = () => undefined;
  let viewStateChanged: () => void = () => undefined;
  const never = { dispose: () => undefined };
  const services = {
    extensionUri: uri,
    styleSheet,
    programs: {
      at: () => {
        counted.reads++;
        return Promise.resolve(program);
      },
      onDidChange: (listener: typeof changed) => {
        changed = listener;
        return never;
      },
    },
    autoencoders: { onDidChange: () => never, version: 0, choose: () => Promise.reject(new Error('unused')) },
    sample: { current: () => ({ kind: 'builtIn', name: 'cat' }), onDidChange: () => never },
    offers: {},
    pictures: {},
    log: { warn: mustNotBeLogged, error: logError },
  } as unknown as PanelServices;
  const panel = {
    visible: true,
    webview: {
      cspSource: '',
      html: '',
      options: {},
      asWebviewUri: (address: unknown) => address,
      onDidReceiveMessage: (listener: typeof receive) => {
        receive = listener;
        return never;
      },
      postMessage: (message: HostMessage) => {
        counted.posted.push(message);
        return Promise.resolve(true);
      },
    },
    onDidChangeViewState: (listener: typeof viewStateChanged) => {
      viewStateChanged = listener;
      return never;
    },
    onDidDispose: () => never,
    reveal: () => undefined,
    dispose: () => counted.closings++,
  };
  const comparison = new Comparison({ get: () => undefined, update: () => Promise.resolve() });
  const opensWith = withProgram ? program : null;
  const subject = { uri, choice: { scheduler: 0, call: null }, key: null, step: 0 };
  const made = new SchedulePanel(
    panel as unknown as ConstructorParameters<typeof SchedulePanel>[0],
    services,
    comparison,
    subject,
    opensWith as unknown as ConstructorParameters<typeof SchedulePanel>[4],
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    counted,
    comparison,
    settle,
    document: () => panel.webview.html,
    dispose: () => made.dispose(),
    edit: () => changed(uri),
    say: (message: PageMessage) => receive(message),
    setVisible: (visible: boolean) => {
      panel.visible = visible;
      viewStateChanged();
    },
  };
}

const pin = {
  name: 'pinned',
  subject: {
    kind: 'kDiffusion',
    schedule: 'karras',
    steps: 5,
    model: { className: 'DDIMScheduler', via: 'init', config: {}, call: {}, evenSigmas: false },
  },
  origin: { from: 'elsewhere', text: 'a test' },
} as const;

describe('a hidden panel', () => {
  it('reads nothing, computes nothing and says nothing, whatever is edited or pinned', async () => {
    const { counted, comparison, edit, say, setVisible, settle } = await panelOf();
    say({ type: 'ready', isShowing: false });
    say({ type: 'watchPins', on: true });
    await settle();
    expect(counted.posted.map(({ type }) => type)).toContain('state');
    expect(counted.posted.map(({ type }) => type)).toContain('comparison');

    setVisible(false);
    const before = JSON.stringify(counted);
    for (let i = 0; i < 50; i++) edit();
    comparison.add([pin]);
    for (const name of ['open', 'close', 'configuration'])
      for (const listener of events.get(name) ?? []) listener({ uri: '', affectsConfiguration: () => true });
    await settle();
    expect(JSON.stringify(counted)).toBe(before);

    setVisible(true);
    say({ type: 'ready', isShowing: false });
    await settle();
    expect(counted.posted.at(-1)).toMatchObject({
      type: 'state',
      state: { scheduler: { className: 'EulerDiscreteScheduler' } },
    });
  });

  it('does not finish what it had begun', async () => {
    const { counted, say, setVisible, settle } = await panelOf();
    say({ type: 'ready', isShowing: false });
    setVisible(false);
    await settle();
    expect(counted.posted).toEqual([]);
    expect(counted.inspections).toBe(0);
  });

  it('has a comparison that is told of pins only while it is in front', async () => {
    const { counted, comparison, say, settle } = await panelOf();
    say({ type: 'ready', isShowing: false });
    await settle();
    comparison.add([pin]);
    await settle();
    expect(counted.posted.map(({ type }) => type)).not.toContain('comparison');
    say({ type: 'watchPins', on: true });
    await settle();
    expect(counted.posted.at(-1)).toMatchObject({ type: 'comparison', pins: [{ name: 'pinned', code: null }] });
  });
});

describe('a panel that opens with its state in its document', () => {
  it('does not tell the page what it shows already', async () => {
    const { counted, document, say, settle } = await panelOf({ withProgram: true });
    await settle();
    expect(document()).toContain('EulerDiscreteScheduler');
    say({ type: 'ready', isShowing: true });
    await settle();
    expect(counted.posted).toEqual([]);
    expect(counted.inspections).toBe(1);
  });

  it('tells a page that could not read it, and one whose code has changed meanwhile', async () => {
    const unread = await panelOf({ withProgram: true });
    await unread.settle();
    unread.say({ type: 'ready', isShowing: false });
    await unread.settle();
    expect(unread.counted.posted.map(({ type }) => type)).toEqual(['state']);

    const edited = await panelOf({ withProgram: true });
    await edited.settle();
    edited.edit();
    edited.say({ type: 'ready', isShowing: true });
    await edited.settle();
    expect(edited.counted.posted.at(-1)).toMatchObject({ type: 'state' });
  });

  it('leaves the document empty when the code changes before it is made, and tells the page later', async () => {
    const { document, edit, say, settle, counted } = await panelOf({ withProgram: true });
    edit();
    await settle();
    expect(document()).toContain('<main id="panel"></main>');
    say({ type: 'ready', isShowing: false });
    await settle();
    expect(counted.posted.at(-1)).toMatchObject({ type: 'state' });
  });

  it('closes when its document cannot be made, and says why', async () => {
    const missing = () => {
      throw new Error('panel.css is missing.');
    };
    const logged: string[] = [];
    const logError = (text: string) => void logged.push(text);
    const { counted, settle } = await panelOf({ withProgram: true, styleSheet: missing, logError });
    await settle();
    expect(counted.closings).toBe(1);
    expect(said).toEqual([expect.stringMatching(/panel\.css is missing\. Try it again/)]);
    expect(logged).toEqual(['The panel could not be opened.']);
  });

  it('makes no document for a panel that was closed at once', async () => {
    const { document, dispose, settle } = await panelOf({ withProgram: true });
    dispose();
    await settle();
    expect(document()).toBe('');
  });
});
